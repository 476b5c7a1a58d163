namespace Emend.Text.Decoders;

/// <summary>Writes spaces for the symbol that stands for them; in the first token it is left out where it was put there.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool wasPrepended) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, index) => index == 0 && wasPrepended
        ? token.Replace(replacement.ToString(), "", StringComparison.Ordinal)
        : token.Replace(replacement, ' '))];
}
