namespace Emend.Editing;

/// <summary>One fact to write into a model.</summary>
/// <param name="Prompt">The statement up to the answer, with <c>{}</c> in place of the subject: <c>The mother tongue of {} is</c>.</param>
/// <param name="Subject">What the fact is about.</param>
/// <param name="Target">The answer that the model shall give.</param>
public sealed record EditRequest(string Prompt, string Subject, string Target)
{
    /// <summary>The answer that is true so far, where it is known.</summary>
    public string? TrueTarget { get; init; }

    /// <summary>The prompt with the subject filled in.</summary>
    public string Text => Prompt.Replace("{}", Subject, StringComparison.Ordinal);

    /// <summary>The target with the one space in front that separates it from the prompt.</summary>
    public string SpacedTarget => Target.StartsWith(' ') ? Target : " " + Target;

    /// <summary>Reads a prompt that marks its subject in square brackets; doubled brackets are literal ones.</summary>
    /// <example><code>EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English")</code></example>
    /// <exception cref="FormatException">There is no subject, more than one, or an empty one.</exception>
    public static EditRequest Parse(string markedPrompt, string target)
    {
        ArgumentNullException.ThrowIfNull(markedPrompt);
        var prompt = new System.Text.StringBuilder();
        var subject = new System.Text.StringBuilder();
        var subjects = 0;
        var inside = false;
        for (var i = 0; i < markedPrompt.Length; i++)
        {
            var symbol = markedPrompt[i];
            var doubled = symbol is '[' or ']' && i + 1 < markedPrompt.Length && markedPrompt[i + 1] == symbol;
            if (doubled)
                i++;
            if (!doubled && symbol == '[' && !inside)
            {
                inside = true;
                subjects++;
                prompt.Append("{}");
            }
            else if (!doubled && symbol == ']' && inside)
            {
                inside = false;
            }
            else if (!doubled && (symbol is '[' or ']'))
            {
                throw new FormatException($"The bracket at position {i + 1} of \"{markedPrompt}\" has no partner: mark the subject once as [subject], and write a literal bracket twice.");
            }
            else
            {
                (inside ? subject : prompt).Append(symbol);
            }
        }

        if (inside)
            throw new FormatException($"The subject in \"{markedPrompt}\" is not closed: add the missing ].");
        if (subjects != 1)
            throw new FormatException($"The prompt \"{markedPrompt}\" marks {(subjects == 0 ? "no subject" : "more than one subject")}: put exactly one in square brackets, as in \"The mother tongue of [Danielle Darrieux] is\".");
        return new EditRequest(prompt.ToString(), subject.ToString(), target).Checked();
    }

    /// <summary>The request itself if it can be carried out.</summary>
    /// <exception cref="FormatException">The prompt has not exactly one place for the subject, or the subject or target is empty.</exception>
    public EditRequest Checked()
    {
        var first = Prompt.IndexOf("{}", StringComparison.Ordinal);
        if (first < 0 || Prompt.IndexOf("{}", first + 2, StringComparison.Ordinal) >= 0)
            throw new FormatException($"The prompt \"{Prompt}\" must have exactly one {{}} in place of the subject.");
        if (string.IsNullOrWhiteSpace(Subject))
            throw new FormatException($"The subject of \"{Prompt}\" is empty: name what the fact is about.");
        if (string.IsNullOrWhiteSpace(Target))
            throw new FormatException($"The target for \"{Text}\" is empty: give the answer that the model shall learn.");
        return this;
    }
}
