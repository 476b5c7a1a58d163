namespace Emend.Text;

/// <summary>A tokenizer file that can not be read; the message names the file, the field and what is wrong with it.</summary>
public sealed class TokenizerFormatException : FormatException
{
    /// <summary>Creates the error with a message.</summary>
    public TokenizerFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with a message and its cause.</summary>
    public TokenizerFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the error.</summary>
    public TokenizerFormatException()
    {
    }
}
