namespace Emend.Editing.Requests;

/// <summary>A question whose answer an edit shall not touch.</summary>
/// <param name="Prompt">The question, up to the answer.</param>
/// <param name="Answer">The answer that shall stay.</param>
public sealed record Neighbour(string Prompt, string Answer)
{
    /// <summary>Reads <c>PROMPT=ANSWER</c>.</summary>
    /// <exception cref="FormatException">There is no equals sign, or nothing on one of its sides.</exception>
    public static Neighbour Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var place = text.LastIndexOf('=');
        var (prompt, answer) = place < 0 ? ("", "") : (text[..place].Trim(), text[(place + 1)..].Trim());
        return prompt.Length > 0 && answer.Length > 0
            ? new Neighbour(prompt, answer)
            : throw new FormatException($"The neighbour \"{text}\" is not of the form PROMPT=ANSWER, as in \"The mother tongue of Léon Blum is=French\".");
    }
}
