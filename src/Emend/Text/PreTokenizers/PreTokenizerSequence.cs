namespace Emend.Text.PreTokenizers;

/// <summary>Pre-tokenizers one after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> preTokenizers) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        foreach (var preTokenizer in preTokenizers)
            preTokenizer.Apply(pieces);
    }
}
