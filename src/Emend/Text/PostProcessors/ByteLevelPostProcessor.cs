namespace Emend.Text.PostProcessors;

/// <summary>Adds nothing; leaves white space out of the offsets where asked.</summary>
internal sealed class ByteLevelPostProcessor(bool addPrefixSpace, bool trimOffsets) : IPostProcessor
{
    /// <inheritdoc/>
    public int CountAdded(bool pair) => 0;

    /// <inheritdoc/>
    public List<EncodingPart> Process(List<EncodingPart> parts, bool special)
    {
        if (trimOffsets)
            foreach (var part in parts)
            {
                OffsetTrimming.Apply(part, addPrefixSpace);
                part.Overflowing.ForEach(window => OffsetTrimming.Apply(window, addPrefixSpace));
            }
        for (int sequence = 0; sequence < parts.Count && sequence < 2; sequence++)
            parts[sequence].SetSequence(sequence);
        return parts;
    }
}
