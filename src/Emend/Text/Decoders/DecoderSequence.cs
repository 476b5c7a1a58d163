namespace Emend.Text.Decoders;

/// <summary>Decoders one after the other.</summary>
internal sealed class DecoderSequence(IReadOnlyList<IDecoder> decoders) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        foreach (var decoder in decoders)
            tokens = decoder.Decode(tokens);
        return tokens;
    }
}
