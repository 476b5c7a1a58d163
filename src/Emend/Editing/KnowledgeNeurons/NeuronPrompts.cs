using Emend.Editing.Values;
using Emend.Proof;

namespace Emend.Editing.KnowledgeNeurons;

/// <summary>The prompts and answers of requests as a model reads them when its neurons are scored.</summary>
/// <param name="model">The model.</param>
/// <param name="options">The settings.</param>
internal sealed class NeuronPrompts(LanguageModel model, KnowledgeNeuronsOptions options)
{
    /// <summary>The request's own wording, those of the options and, to refine, those known beside the model.</summary>
    public IReadOnlyList<string> Wordings(EditRequest request, int[] old)
    {
        var known = options.Refine ? KnownFacts.Beside(model) : null;
        var relation = known?.RelationOf(request, model.Tokenizer.Decode(old).Trim());
        return [.. options.Wordings.Prepend(request.Prompt).Concat(relation is null ? [] : known!.Wordings(relation)).Distinct()];
    }

    /// <summary>The tokens of a wording.</summary>
    /// <exception cref="FormatException">The request cannot be carried out, or it is longer than the context.</exception>
    public int[] Tokens(EditRequest request, string wording)
    {
        request.Checked();
        var tokens = RewriteRow.Of(model.Tokenizer, wording, request.Subject).Tokens;
        var longest = tokens.Length + Answer(request.TrueTarget ?? "").Length;
        return longest <= model.Architecture.Context
            ? tokens
            : throw new FormatException($"The prompt \"{request.Text}\" has {longest} tokens with its answer, but the model reads at most {model.Architecture.Context}: shorten it.");
    }

    /// <summary>The tokens of the true answer or, where it is not given, the token that the model answers with.</summary>
    public int[] OldAnswer(EditRequest request, int best)
    {
        var answer = request.TrueTarget is { } truth ? Answer(truth) : [];
        return answer.Length > 0 ? answer : [best];
    }

    /// <summary>The tokens of an answer.</summary>
    public int[] Answer(string text) => text.Length == 0 ? [] : model.Tokenizer.Encode(options.LeadingSpace && !text.StartsWith(' ') ? " " + text : text).Ids;
}
