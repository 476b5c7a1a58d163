using Emend.Text.PreTokenizers;

namespace Emend.Text.Normalizers;

/// <summary>Turns every byte of the UTF-8 text into its symbol.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        var builder = new AlignedTextBuilder(text.Length + text.Length / 8);
        ByteSymbols.Write(text, 0, text.Length, builder);
        return builder.ToText();
    }
}
