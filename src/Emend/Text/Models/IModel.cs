namespace Emend.Text.Models;

/// <summary>Turns words into tokens.</summary>
internal interface IModel
{
    /// <summary>The tokens of the model, without added ones.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of one word.</summary>
    void Tokenize(ReadOnlySpan<char> word, List<Token> tokens);
}
