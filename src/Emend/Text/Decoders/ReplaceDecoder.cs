using System.Text;
using Emend.Text.Patterns;

namespace Emend.Text.Decoders;

/// <summary>Replaces every match of a pattern in every token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        var matches = new List<TextRange>();
        return [.. tokens.Select(token => Replace(token, matches))];
    }

    private string Replace(string token, List<TextRange> matches)
    {
        matches.Clear();
        pattern.FindAll(token, matches);
        if (matches.Count == 0)
            return token;
        var text = new StringBuilder();
        int done = 0;
        foreach (var match in matches)
        {
            text.Append(token, done, match.Start - done).Append(content);
            done = match.End;
        }
        return text.Append(token, done, token.Length - done).ToString();
    }
}
