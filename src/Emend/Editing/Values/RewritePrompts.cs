using Emend.Text;

namespace Emend.Editing.Values;

/// <summary>The rows that the search for one request's value reads.</summary>
/// <param name="Request">The request.</param>
/// <param name="Rewriting">The prompt in each context template, without the target.</param>
/// <param name="Preserving">The prompts about the subject whose answers shall stay.</param>
/// <param name="Target">The target's token ids.</param>
public sealed record RewritePrompts(EditRequest Request, IReadOnlyList<RewriteRow> Rewriting, IReadOnlyList<RewriteRow> Preserving, int[] Target)
{
    /// <summary>Tokenizes a request in all its contexts.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="contextLength">The most tokens that the model reads.</param>
    /// <param name="request">The fact.</param>
    /// <param name="templates">What goes before the prompt.</param>
    /// <param name="preserved">Prompts with <c>{}</c> in place of the subject, such as <c>{} is a</c>.</param>
    /// <param name="at">The token of the subject at which it is edited.</param>
    /// <exception cref="FormatException">The request cannot be tokenized, or a row is longer than the context.</exception>
    public static RewritePrompts Of(
        Tokenizer tokenizer, int contextLength, EditRequest request, ContextTemplates templates, IReadOnlyList<string> preserved, SubjectPlace at = SubjectPlace.Last)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(preserved);
        request.Checked();
        var target = TargetTokens(tokenizer, request);
        var rewriting = templates.Texts
            .Select(template => RewriteRow.Of(tokenizer, template.Replace("{}", request.Prompt, StringComparison.Ordinal), request.Subject, at))
            .ToList();
        var longest = rewriting.Max(row => row.Tokens.Length) + target.Length - 1;
        if (longest > contextLength)
            throw new FormatException($"The prompt \"{request.Text}\" with its context and target has {longest} tokens, but the model reads at most {contextLength}: shorten it.");
        var preserving = preserved.Select(prompt => RewriteRow.Of(tokenizer, prompt, request.Subject, at))
            .Where(row => row.Tokens.Length <= contextLength).ToList();
        return new RewritePrompts(request, rewriting, preserving, target);
    }

    /// <summary>
    /// The target as the model would have to continue the prompt: what the tokens of "prompt target" add to those of the prompt,
    /// or the spaced target alone where the two merge.
    /// </summary>
    internal static int[] TargetTokens(Tokenizer tokenizer, EditRequest request)
    {
        var prompt = tokenizer.Encode(request.Text).Ids;
        var whole = tokenizer.Encode(request.Text + request.SpacedTarget).Ids;
        var target = whole.Length > prompt.Length && whole.AsSpan(0, prompt.Length).SequenceEqual(prompt)
            ? whole[prompt.Length..]
            : tokenizer.Encode(request.SpacedTarget).Ids;
        return target.Length > 0
            ? target
            : throw new FormatException($"The tokenizer leaves nothing of the target \"{request.Target}\".");
    }
}
