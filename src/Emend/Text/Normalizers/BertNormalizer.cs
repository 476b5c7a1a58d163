using System.Text;
using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>BERT's normalization: cleans up, sets ideographs apart, removes accents, writes in lower case, each where asked.</summary>
internal sealed class BertNormalizer(bool cleanText, bool separateIdeographs, bool stripAccents, bool lowercase) : INormalizer
{
    private static readonly UnicodeNormalizer Decomposition = new(NormalizationForm.FormD);
    private static readonly LowercaseNormalizer Lowercasing = new();

    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        if (cleanText)
            text = Clean(text);
        if (separateIdeographs)
            text = SeparateIdeographs(text);
        if (stripAccents)
            text = Decomposition.Normalize(text).Without(static codePoint => UnicodeTables.Is(codePoint, CharacterClasses.BertAccent));
        return lowercase ? Lowercasing.Normalize(text) : text;
    }

    private static AlignedText Clean(AlignedText text) => text.Map(static (codePoint, origin, builder) =>
    {
        var classes = UnicodeTables.ClassesOf(codePoint);
        if ((classes & CharacterClasses.BertSpace) != 0)
            builder.Append(' ', origin);
        else if ((classes & CharacterClasses.BertRemoved) == 0)
            builder.AppendCodePoint(codePoint, origin);
    });

    private static AlignedText SeparateIdeographs(AlignedText text)
    {
        TextRange? before = null;
        return text.Map((codePoint, origin, builder) =>
        {
            bool isIdeograph = UnicodeTables.Is(codePoint, CharacterClasses.BertIdeograph);
            if (isIdeograph)
                builder.Append(' ', before ?? origin with { End = origin.Start });
            builder.AppendCodePoint(codePoint, origin);
            if (isIdeograph)
                builder.Append(' ', origin);
            before = origin;
        });
    }
}
