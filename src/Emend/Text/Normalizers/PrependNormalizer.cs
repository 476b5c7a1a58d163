namespace Emend.Text.Normalizers;

/// <summary>Puts a text before every text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0)
            return text;
        var builder = new AlignedTextBuilder(text.Length + prefix.Length);
        builder.Append(prefix, text.OriginAt(0));
        builder.Copy(text, 0, text.Length);
        return builder.ToText();
    }
}
