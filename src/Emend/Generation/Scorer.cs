using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Generation;

/// <summary>
/// Scores continuations: one pass over the prompts, which gives the first tokens' probabilities and keeps keys and
/// values, and one over the continuations, which share their prompt's.
/// </summary>
internal static class Scorer
{
    private const int TokensTogether = 4096; // bounds the memory of one pass
    private const long LogitsTogether = 64 << 20;

    public static IReadOnlyList<IReadOnlyList<Scored>> Score(LanguageModel model, IReadOnlyList<ScoreQuery> queries, CancellationToken cancel)
    {
        Check(model, queries);
        using var pause = Gradients.Off();
        var results = new List<IReadOnlyList<Scored>>(queries.Count);
        var mostLogits = Math.Max(1, LogitsTogether / model.Architecture.Vocabulary);
        for (var first = 0; first < queries.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            var (count, tokens, logits) = (0, 0L, 0L);
            do
            {
                var query = queries[first + count++];
                var continued = query.Continuations.Sum(ids => (long)ids.Count);
                (tokens, logits) = (tokens + query.Prompt.Count + continued, logits + continued);
            }
            while (first + count < queries.Count && tokens < TokensTogether && logits < mostLogits);
            using var workspace = Workspace.Begin();
            results.AddRange(ScoreTogether(model, [.. queries.Skip(first).Take(count)]));
            first += count;
        }

        return results;
    }

    private static IReadOnlyList<IReadOnlyList<Scored>> ScoreTogether(LanguageModel model, ScoreQuery[] queries)
    {
        var prompts = Batch.Of(queries.Select(query => query.Prompt).ToArray());
        var encoded = model.HasEncoder ? model.Encoder.Forward(new EncoderInput { Tokens = prompts }) : null;
        if (encoded is not null)
            prompts = Batch.Of(queries.Select(_ => new[] { model.Architecture.StartToken }).ToArray());
        using var cache = new KeyValueCache(model.Architecture, queries.Length, Enumerable.Range(0, prompts.Rows).Max(prompts.Length));
        var firsts = model.Decoder.Forward(new DecoderInput { Tokens = prompts, Source = encoded, Record = cache, LogitsAt = prompts.LastTokens, SharesBeginnings = true }).Logits.LogSoftmax();
        return Continue(model, queries, cache, firsts, encoded);
    }

    /// <summary>Scores continuations of prompts that are computed already.</summary>
    /// <param name="model">The model.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="cache">The keys and values of their prompts, one slot for each.</param>
    /// <param name="firsts">The log-probabilities after the prompts [queries, vocabulary].</param>
    /// <param name="encoded">What an encoder made of the prompts; null where there is none.</param>
    public static IReadOnlyList<IReadOnlyList<Scored>> Continue(LanguageModel model, IReadOnlyList<ScoreQuery> queries, KeyValueCache cache, Tensor firsts, Encoded? encoded = null)
    {
        var (rows, slots) = (new List<IReadOnlyList<int>>(), new List<int>());
        for (var query = 0; query < queries.Count; query++)
        {
            foreach (var ids in queries[query].Continuations)
            {
                if (ids.Count == 1 || IsRotatedAnew(model, queries[query].Prompt, ids))
                    continue;
                rows.Add([.. ids.SkipLast(1)]);
                slots.Add(query);
            }
        }

        var rest = rows.Count == 0 ? null : model.Decoder.Forward(new DecoderInput { Tokens = Batch.Of(rows), Source = encoded?.Remembering(slots, 0), Past = cache, PastSlots = slots }).Logits.LogSoftmax();
        var anew = queries.SelectMany(query => query.Continuations.Where(ids => IsRotatedAnew(model, query.Prompt, ids)).Select(ids => (query.Prompt, ids))).ToList();
        var whole = anew.Count == 0 ? null : WholeRows(model, anew);
        var (nextRest, nextWhole) = (0, 0);
        return [.. queries.Select((query, place) => query.Continuations.Select(ids => IsRotatedAnew(model, query.Prompt, ids)
            ? Read(ids, _ => whole!.Rows(nextWhole++, 1))
            : Read(ids, i => i == 0 ? firsts.Rows(place, 1) : rest!.Rows(nextRest++, 1))).ToArray())];
    }

    /// <summary>
    /// Whether a continuation makes its row so long that LongRoPE rotates the prompt anew: it is read whole then, its last token too,
    /// because the length of the whole row decides, as where the reference scores an answer.
    /// </summary>
    private static bool IsRotatedAnew(LanguageModel model, IReadOnlyList<int> prompt, IReadOnlyList<int> ids) =>
        model.Architecture.IsLong(prompt.Count + ids.Count) && !model.Architecture.IsLong(prompt.Count);

    /// <summary>The log-probabilities at which whole rows' continuations are read [tokens of all continuations, vocabulary].</summary>
    private static Tensor WholeRows(LanguageModel model, List<(IReadOnlyList<int> Prompt, IReadOnlyList<int> Ids)> anew)
    {
        var rows = Batch.Of([.. anew.Select(row => (IReadOnlyList<int>)[.. row.Prompt.Concat(row.Ids).Take(model.Architecture.Context)])]);
        int[] asked = [.. anew.SelectMany((row, i) => Enumerable.Range(rows.Start(i) + row.Prompt.Count - 1, row.Ids.Count))];
        return model.Decoder.Forward(new DecoderInput { Tokens = rows, LogitsAt = asked }).Logits.LogSoftmax();
    }

    private static Scored Read(IReadOnlyList<int> ids, Func<int, Tensor> scoresBefore)
    {
        var (probabilities, best) = (new float[ids.Count], new int[ids.Count]);
        for (var i = 0; i < ids.Count; i++)
        {
            var scores = scoresBefore(i); // [1, vocabulary]
            probabilities[i] = scores.Values[ids[i]];
            best[i] = scores.ArgMax()[0];
        }

        return new Scored(ids, probabilities, best);
    }

    /// <summary>Refuses queries that the model cannot read.</summary>
    public static void Check(LanguageModel model, IReadOnlyList<ScoreQuery> queries)
    {
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Prompt.Count == 0 || queries[i].Continuations.Any(ids => ids.Count == 0))
                throw new ArgumentException($"Query {i} has an empty prompt or continuation: each needs at least one token.", nameof(queries));
            var length = queries[i].Prompt.Count + queries[i].Continuations.Select(ids => ids.Count).DefaultIfEmpty(0).Max();
            if (length > model.Architecture.Context + 1)
                throw new ArgumentException($"{(queries.Count == 1 ? "The prompt" : $"Prompt {i + 1} of {queries.Count}")} has {length} tokens with its answer, but {model.Name} reads at most {model.Architecture.Context}: shorten it.", nameof(queries));
            if (queries[i].Continuations.SelectMany(ids => ids).Any(id => id < 0 || id >= model.Architecture.Vocabulary))
                throw new ArgumentException($"Query {i} holds a token that does not exist: the vocabulary has tokens 0 to {model.Architecture.Vocabulary - 1}.", nameof(queries));
        }
    }
}
