using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>Writes every code point in lower case, without regard to its neighbours.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text) => text.Map(static (codePoint, origin, builder) =>
    {
        if (codePoint < 0x80)
            builder.Append(char.ToLowerInvariant((char)codePoint), origin);
        else if (Lowercase.Find(codePoint) is { } lower)
            builder.Append(lower, origin);
        else
            builder.AppendCodePoint(codePoint, origin);
    });
}
