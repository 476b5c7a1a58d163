namespace Emend.Text.Decoders;

/// <summary>Removes up to so many of a character at the ends of every text.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens) => [.. tokens.Select(Strip)];

    private string Strip(string text)
    {
        int first = 0;
        int last = text.Length;
        while (first < text.Length && first < start && text[first] == content)
            first++;
        while (last > first && text.Length - last < stop && text[last - 1] == content)
            last--;
        return text[first..last];
    }
}
