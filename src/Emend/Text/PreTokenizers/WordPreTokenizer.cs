using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>Takes runs of word characters, and runs of what is neither that nor white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WordPreTokenizer : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces) => pieces.Cut(static (text, parts) =>
    {
        int start = 0;
        var kind = Kind.Space;
        int units;
        for (int index = 0; index < text.Length; index += units)
        {
            var next = KindOf(CodePoints.At(text, index, out units));
            if (next == kind)
                continue;
            if (kind != Kind.Space)
                parts.Add(new TextRange(start, index));
            (start, kind) = (index, next);
        }
        if (kind != Kind.Space)
            parts.Add(new TextRange(start, text.Length));
    });

    private static Kind KindOf(int codePoint) =>
        WordCharacters.Contains(codePoint) ? Kind.Word : UnicodeTables.Is(codePoint, CharacterClasses.Space) ? Kind.Space : Kind.Other;

    private enum Kind
    {
        Space,
        Word,
        Other,
    }
}
