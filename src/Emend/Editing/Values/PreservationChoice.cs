using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>
/// Chooses, before a search, which prompts about each subject it preserves: those that are answered most confidently, without
/// those that say what is to be edited in other words. The search itself then never sees the others.
/// </summary>
/// <remarks>The prompts of a few requests run at a time, so that memory does not grow with the number of requests.</remarks>
internal static class PreservationChoice
{
    private const int TokensTogether = 2048;
    private const long LogitsTogether = 16 << 20;

    /// <summary>The requests with the prompts to preserve alone.</summary>
    /// <param name="model">The model before any change.</param>
    /// <param name="requests">The requests with all prompts that could be preserved.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancel">Stops between two passes.</param>
    public static IReadOnlyList<RewritePrompts> Choose(LanguageModel model, IReadOnlyList<RewritePrompts> requests, ValueSearchOptions options, CancellationToken cancel)
    {
        if (options.KlFactor == 0)
            return [.. requests.Select(prompts => prompts with { Preserving = [] })];
        var chosen = requests.ToArray();
        int[] open = [.. Enumerable.Range(0, chosen.Length).Where(i => IsOpen(requests[i], options))];
        for (var first = 0; first < open.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            var together = open.AsSpan(first, Together(model.Architecture, requests, open.AsSpan(first))).ToArray();
            foreach (var (i, kept) in together.Zip(Kept(model, [.. together.Select(i => requests[i])], options)))
                chosen[i] = requests[i] with { Preserving = kept };
            first += together.Length;
        }

        return chosen;
    }

    /// <summary>Whether the model must be asked to tell which prompts are preserved.</summary>
    private static bool IsOpen(RewritePrompts prompts, ValueSearchOptions options) =>
        prompts.Preserving.Count > (options.KlPosition == KlPosition.Last ? 0 : options.KlLimit);

    private static int Together(Architecture architecture, IReadOnlyList<RewritePrompts> requests, ReadOnlySpan<int> open)
    {
        var (count, tokens, rows) = (0, 0, 0L);
        foreach (var i in open)
        {
            tokens += requests[i].Rewriting[0].Tokens.Length + requests[i].Preserving.Sum(row => row.Tokens.Length);
            rows += 1 + requests[i].Preserving.Count;
            if (count > 0 && (tokens > TokensTogether || rows * architecture.Vocabulary > LogitsTogether))
                break;
            count++;
        }

        return count;
    }

    private static IEnumerable<IReadOnlyList<RewriteRow>> Kept(LanguageModel model, RewritePrompts[] requests, ValueSearchOptions options)
    {
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var batch = Batch.Of([.. requests.SelectMany(prompts => prompts.Preserving.Select(row => row.ReadUpTo(options.KlPosition)).Prepend(prompts.Rewriting[0].Tokens))]);
        var scores = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = batch.LastTokens, SharesBeginnings = true }).Logits.LogSoftmax(); // [rows, vocabulary]
        var best = scores.ArgMax();
        var kept = new List<IReadOnlyList<RewriteRow>>();
        var next = 0;
        foreach (var prompts in requests)
        {
            var (bare, first) = (next, next + 1);
            next += 1 + prompts.Preserving.Count;
            // a prompt that is answered like the fact to be edited says the same in other words, or follows from it
            var likely = Enumerable.Range(0, prompts.Preserving.Count)
                .Where(i => options.KlPosition == KlPosition.SubjectLast || best[first + i] != best[bare])
                .OrderByDescending(i => scores.Values[((first + i) * scores.Shape.Columns) + best[first + i]]).Take(options.KlLimit).ToHashSet();
            kept.Add([.. prompts.Preserving.Where((_, i) => likely.Contains(i))]);
        }

        return kept;
    }
}
