namespace Emend.Text.Decoders;

/// <summary>Joins everything, so that what follows sees one text.</summary>
internal sealed class FuseDecoder : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}
