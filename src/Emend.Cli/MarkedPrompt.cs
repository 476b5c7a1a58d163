using System.Text;
using Emend.Editing;

namespace Emend.Cli;

/// <summary>A prompt as people type it: the subject in square brackets, or <c>{}</c> and <c>--subject</c>; doubled brackets are literal.</summary>
internal static class MarkedPrompt
{
    /// <summary>The request to edit a fact: the subject must be marked.</summary>
    public static EditRequest Request(string prompt, string? subject, string target)
    {
        try
        {
            if (subject is null) return EditRequest.Parse(prompt, target.Trim());
            if (!prompt.Contains("{}", StringComparison.Ordinal))
                throw new UsageException($"--subject is given, but \"{prompt}\" has no {{}} in its place: write it where the subject stands.");
            return new EditRequest(Literal(prompt), subject.Trim(), target.Trim()).Checked();
        }
        catch (FormatException error)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>The plain text of a question: a subject may be marked, but need not.</summary>
    public static string Text(string prompt, string? subject)
    {
        if (string.IsNullOrWhiteSpace(prompt)) throw new UsageException("The prompt is empty: give the beginning of a sentence for the model to go on with.");
        if (subject is not null || !Marks(prompt)) return subject is null ? Literal(prompt) : Request(prompt, subject, "any").Text;
        return Request(prompt, null, "any").Text;
    }

    private static bool Marks(string prompt)
    {
        var single = prompt.Replace("[[", "", StringComparison.Ordinal).Replace("]]", "", StringComparison.Ordinal);
        return single.AsSpan().ContainsAny('[', ']');
    }

    private static string Literal(string prompt) =>
        new StringBuilder(prompt).Replace("[[", "[").Replace("]]", "]").ToString();
}
