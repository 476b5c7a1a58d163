namespace Emend.Text.Decoders;

/// <summary>Joins continuations to the token before, and puts a space before every other token but the first.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, index) =>
    {
        string text = index == 0 ? token : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : ' ' + token;
        return cleanUp ? CleanUp.ApplyToToken(text) : text;
    })];
}
