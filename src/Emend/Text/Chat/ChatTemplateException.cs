namespace Emend.Text.Chat;

/// <summary>A chat template that can not be read, asks for what Emend does not know, or refuses a conversation; the message is one sentence.</summary>
public sealed class ChatTemplateException : FormatException
{
    private const int LongestMessage = 400;

    /// <summary>Creates the error with a message.</summary>
    public ChatTemplateException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>Creates the error with a message and its cause.</summary>
    public ChatTemplateException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    /// <summary>Creates the error.</summary>
    public ChatTemplateException()
    {
    }

    // messages quote what templates contain, which may be anything
    private static string OneLine(string message)
    {
        var shortened = message.Length <= LongestMessage ? message : message[..LongestMessage] + "….";
        return string.Concat(shortened.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
    }
}
