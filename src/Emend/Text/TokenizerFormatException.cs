namespace Emend.Text;

/// <summary>A tokenizer file that can not be read; the message names the file, the field and what is wrong with it.</summary>
public sealed class TokenizerFormatException : FormatException
{
    /// <summary>Creates the error with a message.</summary>
    public TokenizerFormatException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>Creates the error with a message and its cause.</summary>
    public TokenizerFormatException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    /// <summary>Creates the error.</summary>
    public TokenizerFormatException()
    {
    }

    // Messages quote what files contain, which may be anything.
    private static string OneLine(string message)
    {
        const int LongestMessage = 500;
        string shortened = message.Length <= LongestMessage ? message : $"{message[..LongestMessage]}….";
        return string.Concat(shortened.Select(symbol => char.IsControl(symbol) || symbol is '\u2028' or '\u2029' ? $"\\u{(int)symbol:X4}" : symbol.ToString()));
    }
}
