using Emend.Editing.Values;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Spreading;

/// <summary>Searches the values of any number of requests, as many side by side as memory allows.</summary>
internal static class BatchedSearch
{
    /// <summary>Finds all values and lets their states enter a sweep.</summary>
    /// <param name="model">The model.</param>
    /// <param name="search">The search.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="options">The settings.</param>
    /// <param name="sweep">What goes on with the states.</param>
    /// <param name="observer">What the caller watches.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>The values v* = h₀ + δ of the requests that entered the sweep [requests, width].</returns>
    /// <exception cref="ArithmeticException">A search failed, and the others shall not go on without it; or all failed.</exception>
    public static Tensor Find(
        LanguageModel model, ValueSearch search, IReadOnlyList<RewritePrompts> requests, SpreadOptions options,
        LayerSweep sweep, EditObserver? observer, CancellationToken cancel)
    {
        var values = new List<Tensor>();
        for (var first = 0; first < requests.Count;)
        {
            var count = search.Fitting(requests, first, options.SearchBatch);
            var found = search.Find([.. requests.Skip(first).Take(count)], Within(observer, first, count, requests.Count), cancel);
            foreach (var value in found)
            {
                Report(observer, $"{values.Count}.", value);
                values.Add(value.Value.Reshape([1, model.Architecture.Width]));
            }

            if (found.Count > 0)
                sweep.Enter(found);
            first += count;
        }

        return values.Count > 0
            ? RowOperations.ConcatRows([.. values])
            : throw new ArithmeticException($"No value search of {requests.Count} ended with a number: {ValueSearch.Remedy}");
    }

    /// <summary>The observer of one search among several.</summary>
    private static EditObserver? Within(EditObserver? observer, int first, int count, int all) =>
        observer?.OfPart(now => now with { Phase = all == 1 ? now.Phase : $"{now.Phase} of facts {first + 1} to {first + count} of {all}" });

    private static void Report(EditObserver? observer, string name, FoundValue found)
    {
        observer?.Collect(name + "initial", () => found.Initial.Copy());
        observer?.Collect(name + "change", () => found.Change.Copy());
        observer?.Collect(name + "value", () => found.Value.Copy());
        observer?.Collect(name + "loss", () => found.Loss.Copy());
        if (found is { AttentionInitial: { } initial, AttentionChange: { } change })
        {
            observer?.Collect(name + "attentionInitial", () => initial.Copy());
            observer?.Collect(name + "attentionChange", () => change.Copy());
        }

        if (found.Probabilities is { } probabilities)
            observer?.Collect(name + "probabilities", () => probabilities);
    }
}
