namespace Emend.Proof;

/// <summary>Tells the answer in what a model writes on and on, and whether it is the expected one.</summary>
public static class AnswerText
{
    private const int LongestAbbreviation = 2; // "St.", "J.", "Jr." end no sentence

    /// <summary>The first sentence of a continuation; if it begins with the expected answer, that is never cut.</summary>
    public static string Cut(string continuation, string expected)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        ArgumentNullException.ThrowIfNull(expected);
        var text = continuation.TrimStart();
        for (var i = Matches(text, expected) ? expected.Length : 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' || EndsSentence(text, i))
                return text[..i].TrimEnd();
        }

        return text.TrimEnd();
    }

    /// <summary>Whether an answer begins with the expected words: <c>French</c> is in <c>French and Italian</c>, not in <c>Frenchman</c>.</summary>
    public static bool Matches(string answer, string expected)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(expected);
        var wanted = expected.Trim();
        return answer.StartsWith(wanted, StringComparison.Ordinal)
            && (answer.Length == wanted.Length || !char.IsLetterOrDigit(answer[wanted.Length]));
    }

    private static bool EndsSentence(string text, int place)
    {
        if (text[place] is '!' or '?' or ';')
            return true;
        if (text[place] != '.')
            return false;
        var word = place;
        while (word > 0 && char.IsLetterOrDigit(text[word - 1]))
            word--;
        var last = place + 1 == text.Length || char.IsWhiteSpace(text[place + 1]);
        return last && place - word > LongestAbbreviation;
    }
}
