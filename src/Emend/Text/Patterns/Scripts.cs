using Emend.Text.Unicode;

namespace Emend.Text.Patterns;

/// <summary>The writing systems that characters belong to.</summary>
internal static class Scripts
{
    private static readonly Lazy<(int First, int Last, string Name)[]> Ranges = new(Read);

    /// <summary>The set of a script by its name in small letters; null if there is none.</summary>
    public static CharacterSet? Find(string name)
    {
        var set = new CharacterSet();
        bool isKnown = false;
        foreach (var range in Ranges.Value)
            if (range.Name == name)
            {
                set.Add(range.First, range.Last);
                isKnown = true;
            }
        return isKnown ? set : null;
    }

    /// <summary>The script of a code point, in small letters; null if it has none.</summary>
    public static string? Of(int codePoint)
    {
        var ranges = Ranges.Value;
        int low = 0;
        int high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < ranges[middle].First)
                high = middle - 1;
            else if (codePoint > ranges[middle].Last)
                low = middle + 1;
            else
                return ranges[middle].Name;
        }
        return null;
    }

    private static (int First, int Last, string Name)[] Read()
    {
        var ranges = new List<(int First, int Last, string Name)>();
        foreach (string line in UnicodeTables.Lines("scripts.txt"))
        {
            string[] fields = line.Split(' ');
            string name = fields[0].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            foreach (string field in fields.AsSpan(1))
            {
                var (first, last) = UnicodeTables.ParseRange(field);
                ranges.Add((first, last, name));
            }
        }
        ranges.Sort();
        return [.. ranges];
    }
}
