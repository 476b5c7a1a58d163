namespace Emend.Text;

/// <summary>Cuts a text or a pair of texts to a length in tokens.</summary>
internal static class Truncation
{
    /// <summary>Shortens the parts so that they and the special tokens still to come fit.</summary>
    public static void Apply(TruncationOptions options, EncodingPart first, EncodingPart? second, int added)
    {
        int length = options.MaxLength - added;
        if (length < 0)
            throw new ArgumentException(
                $"Truncation to {options.MaxLength} tokens leaves no room: {added} special tokens are added.", nameof(options));
        int total = first.Tokens.Count + (second?.Tokens.Count ?? 0);
        if (total <= length)
            return;
        if (length == 0)
        {
            first.Truncate(0, options.Stride, options.Side);
            second?.Truncate(0, options.Stride, options.Side);
        }
        else if (options.Strategy == TruncationStrategy.LongestFirst)
        {
            var (firstLength, secondLength) = second is null
                ? (length, 0)
                : Share(length, first.Tokens.Count, second.Tokens.Count);
            first.Truncate(firstLength, options.Stride, options.Side);
            second?.Truncate(secondLength, options.Stride, options.Side);
        }
        else
        {
            var target = options.Strategy == TruncationStrategy.OnlyFirst ? first : second
                ?? throw new ArgumentException("Only the second text should be truncated, but there is no second text.", nameof(options));
            int remaining = target.Tokens.Count - (total - length);
            if (remaining <= 0)
                throw new ArgumentException(
                    $"Truncation to {options.MaxLength} tokens is impossible: the text to truncate has only {target.Tokens.Count} tokens.",
                    nameof(options));
            target.Truncate(remaining, options.Stride, options.Side);
        }
    }

    // The shorter text keeps its length where that leaves the other at least as much; otherwise both get half.
    private static (int First, int Second) Share(int length, int first, int second)
    {
        int shorter = Math.Min(first, second);
        int longer = shorter > length ? shorter : Math.Max(shorter, length - shorter);
        if (shorter + longer > length)
        {
            shorter = length / 2;
            longer = shorter + length % 2;
        }
        return first > second ? (longer, shorter) : (shorter, longer);
    }
}
