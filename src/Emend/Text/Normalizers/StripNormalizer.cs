using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>Removes white space at the ends of the text.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        var characters = text.Characters;
        int start = 0;
        int end = characters.Length;
        while (left && start < end && UnicodeTables.Is(characters[start], CharacterClasses.Whitespace))
            start++;
        while (right && end > start && UnicodeTables.Is(characters[end - 1], CharacterClasses.Whitespace))
            end--;
        return text.Slice(start, end);
    }
}
