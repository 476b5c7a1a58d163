using Emend.Text.Patterns;

namespace Emend.Text.Normalizers;

/// <summary>Replaces every match of a pattern by a text, which stands for what the end of the match stood for.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : INormalizer
{
    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        var matches = new List<TextRange>();
        pattern.FindAll(text.Characters, matches);
        if (matches.Count == 0)
            return text;
        var builder = new AlignedTextBuilder(text.Length + matches.Count * content.Length);
        int done = 0;
        foreach (var match in matches)
        {
            builder.Copy(text, done, match.Start);
            var origin = match.End > 0 ? text.OriginAt(match.End - 1) : text.Length > 0 ? text.OriginAt(0) with { End = text.OriginAt(0).Start } : default;
            builder.Append(content, origin);
            done = match.End;
        }
        builder.Copy(text, done, text.Length);
        return builder.ToText();
    }
}
