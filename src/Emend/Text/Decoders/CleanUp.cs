namespace Emend.Text.Decoders;

/// <summary>Removes the spaces that words cut at punctuation leave in English text.</summary>
internal static class CleanUp
{
    private static readonly (string From, string To)[] Punctuation =
        [(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m")];

    private static readonly (string From, string To)[] Contractions = [(" 's", "'s"), (" 've", "'ve"), (" 're", "'re")];

    /// <summary>A whole text without those spaces.</summary>
    public static string Apply(string text) => Replace(Replace(text, Punctuation), Contractions);

    /// <summary>The text of one token without those spaces: WordPiece's own way, which contracts <c>do not</c> too.</summary>
    public static string ApplyToToken(string token) =>
        Replace(Replace(token, Punctuation).Replace(" do not", " don't", StringComparison.Ordinal), Contractions);

    private static string Replace(string text, (string From, string To)[] replacements)
    {
        foreach (var (from, to) in replacements)
            text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
