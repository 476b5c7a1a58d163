namespace Emend.Evaluation.Datasets.Records;

/// <summary>Makes out the subject of RippleEdits' statements, which give only its id: they all end in "of SUBJECT is".</summary>
internal static class RippleSubject
{
    /// <summary>The name that a statement shares with others about the same subject; null if they share none.</summary>
    public static string? Of(string prompt, IEnumerable<string> others)
    {
        var words = prompt.Split(' ');
        var shared = words.Length;
        foreach (var other in others.Where(other => other != prompt).Select(other => other.Split(' ')))
        {
            var count = 0;
            while (count < words.Length && count < other.Length && words[^(count + 1)] == other[^(count + 1)])
                count++;
            if (count > 2) // fewer words than "of X is": another wording
                shared = Math.Min(shared, count);
        }

        if (shared == words.Length || words[^1] is not ("is" or "was"))
            return null;
        var tail = words[^shared..^1];
        var of = Array.IndexOf(tail, "of");
        return of < 0 || of == tail.Length - 1 ? null : string.Join(' ', tail[(of + 1)..]);
    }
}
