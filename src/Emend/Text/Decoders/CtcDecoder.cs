namespace Emend.Text.Decoders;

/// <summary>Connectionist temporal classification (Graves et al. 2006): repeated tokens count once, padding separates.</summary>
internal sealed class CtcDecoder(string padding, string wordDelimiter, bool cleanUp) : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        var result = new List<string>();
        for (int index = 0; index < tokens.Count; index++)
        {
            if (index > 0 && tokens[index] == tokens[index - 1])
                continue;
            string text = Without(tokens[index], padding, "");
            if (cleanUp)
                text = Without(CleanUp.ApplyToToken(text), wordDelimiter, " ");
            if (text.Length > 0)
                result.Add(text);
        }
        return result;
    }

    private static string Without(string text, string part, string replacement) =>
        part.Length == 0 ? text : text.Replace(part, replacement, StringComparison.Ordinal);
}
