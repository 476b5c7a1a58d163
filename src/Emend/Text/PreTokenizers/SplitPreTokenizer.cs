using Emend.Text.Patterns;

namespace Emend.Text.PreTokenizers;

/// <summary>Cuts text at the matches of a pattern.</summary>
internal sealed class SplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        var matches = new List<TextRange>();
        pieces.Cut((text, parts) =>
        {
            matches.Clear();
            pattern.FindAll(text, matches);
            Splitting.Apply(text.Length, matches, behavior, invert, parts);
        });
    }
}
