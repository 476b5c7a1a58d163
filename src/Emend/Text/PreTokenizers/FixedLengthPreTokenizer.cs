using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>Cuts text after every so many code points.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces) => pieces.Cut((text, parts) =>
    {
        int start = 0;
        int count = 0;
        int units;
        for (int index = 0; index < text.Length; index += units)
        {
            CodePoints.At(text, index, out units);
            if (++count % length != 0)
                continue;
            parts.Add(new TextRange(start, index + units));
            start = index + units;
        }
        if (start < text.Length)
            parts.Add(new TextRange(start, text.Length));
    });
}
