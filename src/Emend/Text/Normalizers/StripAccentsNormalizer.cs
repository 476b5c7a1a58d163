using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>Removes combining marks.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text) => text.Without(static codePoint => UnicodeTables.Is(codePoint, CharacterClasses.Accent));
}
