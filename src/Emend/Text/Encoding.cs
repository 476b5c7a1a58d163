using Emend.Text.Unicode;

namespace Emend.Text;

/// <summary>The tokens of a text or a pair of texts; all lists have one entry per token.</summary>
public sealed class Encoding
{
    private readonly string text;
    private readonly string? pair;
    private readonly bool[] isOfPair;

    internal Encoding(string text, string? pair, bool[] isOfPair)
    {
        this.text = text;
        this.pair = pair;
        this.isOfPair = isOfPair;
    }

    /// <summary>The token ids.</summary>
    public required int[] Ids { get; init; }

    /// <summary>What the tokens are called in the vocabulary; for added tokens, the text that matched.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>
    /// The range of its text that each token stands for, in UTF-16 units: <c>text[start..end]</c>. Special tokens
    /// added around the text have the empty range at 0. See <see cref="CodePointOffsets"/>.
    /// </summary>
    public required TextRange[] Offsets { get; init; }

    /// <summary>The segment of each token, as models of BERT's kind take it.</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>1 for tokens that were added around the text or as padding, 0 for the text's own, even special ones.</summary>
    public required int[] SpecialTokensMask { get; init; }

    /// <summary>0 for padding, 1 for everything else.</summary>
    public required int[] AttentionMask { get; init; }

    /// <summary>0 for tokens of the first text, 1 for tokens of the second, null for tokens of neither.</summary>
    public required int?[] SequenceIds { get; init; }

    /// <summary>The further windows of a truncated text.</summary>
    public required IReadOnlyList<Encoding> Overflowing { get; init; }

    /// <summary>How many tokens there are.</summary>
    public int Count => Ids.Length;

    /// <summary>The <see cref="Offsets"/> counted in Unicode code points, as other tokenizer libraries count.</summary>
    public TextRange[] CodePointOffsets()
    {
        int[]? first = CodePointIndices(text);
        int[]? second = pair is null ? null : CodePointIndices(pair);
        var offsets = new TextRange[Offsets.Length];
        for (int index = 0; index < offsets.Length; index++)
        {
            int[]? indices = isOfPair[index] ? second : first;
            var offset = Offsets[index];
            offsets[index] = indices is null ? offset : new TextRange(indices[offset.Start], indices[offset.End]);
        }
        return offsets;
    }

    internal void Set(int index, in EncodedToken token)
    {
        Ids[index] = token.Id;
        Tokens[index] = token.Text;
        Offsets[index] = token.Offset;
        TypeIds[index] = token.TypeId;
        SpecialTokensMask[index] = token.IsSpecial ? 1 : 0;
        AttentionMask[index] = token.IsPadding ? 0 : 1;
        isOfPair[index] = token.IsOfPair;
    }

    // For each UTF-16 index, how many code points come before it; null where both counts are the same.
    private static int[]? CodePointIndices(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return null;
        int[] indices = new int[text.Length + 1];
        int count = 0;
        for (int index = 0; index < text.Length; count++)
        {
            CodePoints.At(text, index, out int units);
            for (int unit = 0; unit < units; unit++)
                indices[index + unit] = count;
            index += units;
        }
        indices[text.Length] = count;
        return indices;
    }
}
