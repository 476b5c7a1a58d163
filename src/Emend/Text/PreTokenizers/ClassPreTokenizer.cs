using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>Cuts text at the code points of some classes: punctuation, digits, white space.</summary>
internal sealed class ClassPreTokenizer(CharacterClasses classes, SplitBehavior behavior) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        var matches = new List<TextRange>();
        pieces.Cut((text, parts) =>
        {
            matches.Clear();
            int units;
            for (int index = 0; index < text.Length; index += units)
                if (UnicodeTables.Is(CodePoints.At(text, index, out units), classes))
                    matches.Add(new TextRange(index, index + units));
            Splitting.Apply(text.Length, matches, behavior, invert: false, parts);
        });
    }
}
