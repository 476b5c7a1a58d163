namespace Emend.Text.Models;

/// <summary>Every word is a token, or unknown.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknownToken) : IModel
{
    /// <inheritdoc/>
    public Vocabulary Vocabulary => vocabulary;

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens)
    {
        if (vocabulary.TryGetId(word, out int id))
            tokens.Add(new Token(id, 0, word.Length));
        else if (vocabulary.TryGetId(unknownToken, out int unknown))
            tokens.Add(new Token(unknown, 0, word.Length, unknownToken));
        else
            throw new TokenizerFormatException(
                $"The text has an unknown word, but the unknown token '{unknownToken}' is not in the vocabulary.");
    }
}
