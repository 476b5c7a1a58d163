namespace Emend.Text.PreTokenizers;

/// <summary>Cuts a text at matches, as a behaviour says.</summary>
internal static class Splitting
{
    /// <summary>Appends the parts of a text.</summary>
    /// <param name="length">The length of the text.</param>
    /// <param name="matches">The matches in order.</param>
    /// <param name="behavior">What becomes of them.</param>
    /// <param name="invert">Whether what does not match counts as match, and the other way round.</param>
    /// <param name="parts">Receives the parts.</param>
    public static void Apply(int length, List<TextRange> matches, SplitBehavior behavior, bool invert, List<TextRange> parts)
    {
        switch (behavior)
        {
            case SplitBehavior.Isolated:
                Visit(length, matches, invert, (range, _) => parts.Add(range));
                break;
            case SplitBehavior.Removed:
                Visit(length, matches, invert, (range, isMatch) =>
                {
                    if (!isMatch)
                        parts.Add(range);
                });
                break;
            case SplitBehavior.MergedWithNext:
                MergeWithNext(length, matches, invert, parts);
                break;
            default:
                MergeWithPrevious(length, matches, invert, parts, joinsEquals: behavior == SplitBehavior.Contiguous);
                break;
        }
    }

    private static void MergeWithPrevious(int length, List<TextRange> matches, bool invert, List<TextRange> parts, bool joinsEquals)
    {
        bool wasMatch = false;
        int first = parts.Count;
        Visit(length, matches, invert, (range, isMatch) =>
        {
            bool joins = joinsEquals ? isMatch == wasMatch : isMatch && !wasMatch;
            if (joins && parts.Count > first)
                parts[^1] = parts[^1] with { End = range.End };
            else
                parts.Add(range);
            wasMatch = isMatch;
        });
    }

    private static void MergeWithNext(int length, List<TextRange> matches, bool invert, List<TextRange> parts)
    {
        var all = new List<(TextRange Range, bool IsMatch)>();
        Visit(length, matches, invert, (range, isMatch) => all.Add((range, isMatch)));
        int first = parts.Count;
        bool wasMatch = false;
        for (int index = all.Count - 1; index >= 0; index--)
        {
            var (range, isMatch) = all[index];
            if (isMatch && !wasMatch && parts.Count > first)
                parts[^1] = parts[^1] with { Start = range.Start };
            else
                parts.Add(range);
            wasMatch = isMatch;
        }
        parts.Reverse(first, parts.Count - first);
    }

    private static void Visit(int length, List<TextRange> matches, bool invert, Action<TextRange, bool> visit)
    {
        int done = 0;
        foreach (var match in matches)
        {
            if (done != match.Start)
                visit(new TextRange(done, match.Start), invert);
            visit(match, !invert);
            done = match.End;
        }
        if (done != length)
            visit(new TextRange(done, length), invert);
    }
}
