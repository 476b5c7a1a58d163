namespace Emend.Editing.Values;

/// <summary>
/// Texts that go before a prompt, so that an edit holds in any context: each has <c>{}</c> in place of the prompt.
/// The first is the bare prompt.
/// </summary>
/// <param name="Texts">The templates, the bare <c>{}</c> first.</param>
public sealed record ContextTemplates(IReadOnlyList<string> Texts)
{
    /// <summary>The templates themselves if each has exactly one place for the prompt and the bare one comes first.</summary>
    /// <exception cref="FormatException">A template is malformed.</exception>
    public ContextTemplates Checked()
    {
        if (Texts.Count == 0 || Texts[0] != "{}")
            throw new FormatException("The first context template must be the bare prompt, \"{}\".");
        foreach (var text in Texts)
        {
            if (text.Split("{}").Length != 2)
                throw new FormatException($"The context template \"{text}\" must have exactly one {{}} in place of the prompt.");
        }

        return this;
    }
}
