using Emend.Editing.Requests;
using Emend.Editing.Values;

namespace Emend.Editing.Spreading;

/// <summary>A batch of requests, checked and tokenized in all its contexts.</summary>
internal static class SpreadRequests
{
    /// <summary>Tokenizes the requests of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="requests">The facts.</param>
    /// <param name="contexts">What goes before the prompts.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="FormatException">A request cannot be carried out, or two contradict each other.</exception>
    public static IReadOnlyList<RewritePrompts> Prepare(
        LanguageModel model, IReadOnlyList<EditRequest> requests, ContextTemplates contexts, ValueSearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        RequestConflicts.Refuse(requests);
        return [.. requests.Select(request => RewritePrompts.Of(model.Tokenizer, model.Architecture.Context, request, contexts, options.KlPrompts, options.Place))];
    }
}
