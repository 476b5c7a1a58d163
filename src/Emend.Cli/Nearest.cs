namespace Emend.Cli;

/// <summary>Finds the name that a misspelt one most likely meant.</summary>
internal static class Nearest
{
    /// <summary>A half sentence: <c>did you mean X?</c> where one is near, else the names there are.</summary>
    public static string Suggestion(string given, IEnumerable<string> names)
    {
        var all = names.ToList();
        return To(given, all) is { } near ? $"did you mean {near}?" : $"there are {string.Join(", ", all)}.";
    }

    /// <summary>The nearest name, or null if none is near enough to be a misspelling.</summary>
    public static string? To(string given, IEnumerable<string> names)
    {
        var best = names
            .Select(name => (name, distance: Distance(Normal(given), Normal(name))))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(1, given.Length / 3) ? best.name : null;
    }

    private static string Normal(string name) => name.TrimStart('-').Replace('_', '-').ToLowerInvariant();

    /// <summary>How many characters to insert, delete or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
