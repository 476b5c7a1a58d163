using Emend.Editing;
using Emend.Editing.Values;
using Emend.Text;

namespace Emend.Tracing;

/// <summary>A prompt about a subject, in tokens.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Tokens">The token ids.</param>
/// <param name="SubjectFirst">The position of the subject's first token.</param>
/// <param name="SubjectEnd">The position behind the subject's last token.</param>
public sealed record TracePrompt(string Text, string Subject, IReadOnlyList<int> Tokens, int SubjectFirst, int SubjectEnd)
{
    /// <summary>Tokenizes a prompt and finds its subject.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="prompt">The prompt with <c>{}</c> in place of the subject.</param>
    /// <param name="subject">The subject.</param>
    /// <exception cref="FormatException">There is no place for the subject, or the tokenizer leaves nothing of it.</exception>
    public static TracePrompt Of(Tokenizer tokenizer, string prompt, string subject)
    {
        var request = new EditRequest(prompt, subject, "any").Checked();
        var row = RewriteRow.Of(tokenizer, prompt, subject);
        return new TracePrompt(request.Text, subject, row.Tokens, row.SubjectFirst, row.SubjectLast + 1);
    }

    /// <summary>Tokenizes a prompt in which the subject stands; if it stands there more than once, the first time counts.</summary>
    /// <exception cref="FormatException">The subject does not stand in the prompt.</exception>
    public static TracePrompt Find(Tokenizer tokenizer, string prompt, string subject)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var place = prompt.IndexOf(subject, StringComparison.Ordinal);
        if (place < 0)
            throw new FormatException($"The subject \"{subject}\" does not stand in \"{prompt}\": write it as the prompt does.");
        var row = RewriteRow.Of(tokenizer, string.Concat(prompt.AsSpan(0, place), "{}", prompt.AsSpan(place + subject.Length)), subject);
        return new TracePrompt(prompt, subject, row.Tokens, row.SubjectFirst, row.SubjectLast + 1);
    }
}
