using Emend.Text;

namespace Emend.Editing.Values;

/// <summary>A prompt about a subject as a model reads it.</summary>
/// <param name="Tokens">The token ids.</param>
/// <param name="SubjectFirst">The position of the subject's first token.</param>
/// <param name="SubjectLast">The position of the subject's last token, where it is edited (its first, if that was asked for).</param>
public sealed record RewriteRow(int[] Tokens, int SubjectFirst, int SubjectLast)
{
    /// <summary>Tokenizes a prompt and finds its subject.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="prompt">The prompt with <c>{}</c> in place of the subject.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="at">The token of the subject at which it is edited.</param>
    /// <remarks>
    /// The subject's last token is the one that holds its last character. That equals the reference's joint rule,
    /// len(tokens(text up to the subject's end)) − 1, and holds too where the following text merges with the subject.
    /// </remarks>
    /// <exception cref="FormatException">The tokenizer leaves nothing of the subject.</exception>
    public static RewriteRow Of(Tokenizer tokenizer, string prompt, string subject, SubjectPlace at = SubjectPlace.Last)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(subject);
        var place = prompt.IndexOf("{}", StringComparison.Ordinal);
        var text = string.Concat(prompt.AsSpan(0, place), subject, prompt.AsSpan(place + 2));
        var start = place + (subject.Length - subject.TrimStart().Length);
        var end = place + subject.TrimEnd().Length;
        var encoding = tokenizer.Encode(text, special: true);
        int first = -1, last = -1;
        for (var i = 0; i < encoding.Count; i++)
        {
            var (from, to) = (encoding.Offsets[i].Start, encoding.Offsets[i].End);
            if (encoding.SpecialTokensMask[i] == 1 || from >= end || to <= start)
                continue;
            if (first < 0)
                first = i;
            last = i;
        }

        if (last >= 0 && at == SubjectPlace.LastApart)
            last = CountedApart(tokenizer, text[..place], subject, encoding.Count);
        return last >= 0
            ? new RewriteRow(encoding.Ids, first, at == SubjectPlace.First ? first : last)
            : throw new FormatException($"The tokenizer leaves nothing of the subject \"{subject}\" in \"{text}\": choose another way to write it.");
    }

    /// <summary>The tokens up to the one after which the preserved prompt is read: by causal attention, later ones cannot change it.</summary>
    internal int[] ReadUpTo(KlPosition position) => position == KlPosition.SubjectLast ? Tokens[..(SubjectLast + 1)] : Tokens;

    /// <summary>The subject's last token as kmeng01/rome counts it (repr_tools, get_words_idxs_in_templates).</summary>
    private static int CountedApart(Tokenizer tokenizer, string before, string subject, int tokens)
    {
        var (prefix, word) = before.Length == 0 ? ("", subject) : (before.EndsWith(' ') ? before[..^1] : before, " " + subject.Trim());
        var last = tokenizer.Encode(prefix, special: true).Count + tokenizer.Encode(word, special: true).Count - 1;
        return last < tokens
            ? last
            : throw new FormatException($"Counted apart from the text before it, the subject \"{subject}\" ends behind the text: choose indexRule=joint.");
    }
}
