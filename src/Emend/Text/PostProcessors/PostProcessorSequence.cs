namespace Emend.Text.PostProcessors;

/// <summary>Post-processors one after the other.</summary>
internal sealed class PostProcessorSequence(IReadOnlyList<IPostProcessor> processors) : IPostProcessor
{
    /// <inheritdoc/>
    public int CountAdded(bool pair) => processors.Sum(processor => processor.CountAdded(pair));

    /// <inheritdoc/>
    public List<EncodingPart> Process(List<EncodingPart> parts, bool special)
    {
        foreach (var processor in processors)
            parts = processor.Process(parts, special);
        return parts;
    }
}
