using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>
/// Scores given answers, each of their tokens after the right ones before it. A prompt is computed once for all its
/// answers, an answer in one pass whatever its length, and prompts are computed together.
/// </summary>
public static class TeacherForcing
{
    private const int RowsTogether = 64;

    /// <summary>Scores the answers of each prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="queries">The prompts and their answers.</param>
    /// <param name="joinedBy">What stands between prompt and answer: a space, or nothing.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>For each query, for each of its answers: the tokens, their log-probabilities, and the most probable token at each place.</returns>
    /// <exception cref="ArgumentException">A prompt or an answer has no tokens, or both together are longer than the context.</exception>
    public static IReadOnlyList<IReadOnlyList<Scored>> Score(LanguageModel model, IReadOnlyList<ForcedQuery> queries, string joinedBy = " ", CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(queries);
        var results = queries.Select(query => new Scored[query.Targets.Count]).ToArray();
        var shared = new List<(int Query, int[] Targets, ScoreQuery Asked)>();
        var apart = new List<(int Query, int Target, ForcedRow Row)>();
        for (var query = 0; query < queries.Count; query++)
        {
            var rows = queries[query].Targets.Select(target => RowOf(model, queries[query].Prompt, target, joinedBy)).ToArray();
            int[] plain = [.. Enumerable.Range(0, rows.Length).Where(target => rows[target].IsPlain)];
            if (plain.Length > 0)
                shared.Add((query, plain, new ScoreQuery(rows[plain[0]].Row[..rows[plain[0]].PromptLength], [.. plain.Select(target => rows[target].Expected)])));
            var number = query;
            apart.AddRange(Enumerable.Range(0, rows.Length).Except(plain).Select(target => (number, target, rows[target])));
        }

        var scored = model.Score([.. shared.Select(one => one.Asked)], cancel);
        for (var i = 0; i < shared.Count; i++)
        {
            for (var j = 0; j < shared[i].Targets.Length; j++)
                results[shared[i].Query][shared[i].Targets[j]] = scored[i][j];
        }

        foreach (var chunk in apart.Chunk(RowsTogether))
        {
            cancel.ThrowIfCancellationRequested();
            var chunkScores = ScoreRows(model, Array.ConvertAll(chunk, one => one.Row));
            for (var i = 0; i < chunk.Length; i++)
                results[chunk[i].Query][chunk[i].Target] = chunkScores[i];
        }

        return results;
    }

    private static ForcedRow RowOf(LanguageModel model, string prompt, string target, string joinedBy)
    {
        if (!model.HasEncoder)
            return ForcedRow.Of(model.Tokenizer, prompt, target, joinedBy);
        // the encoder reads the prompt, the decoder writes the answer alone
        var (read, written) = (model.Tokenizer.Encode(prompt, special: true).Ids, model.Tokenizer.Encode(target).Ids);
        return new ForcedRow([.. read, .. written], read.Length, written);
    }

    /// <summary>Scores rows whose context is not the expected tokens.</summary>
    private static Scored[] ScoreRows(LanguageModel model, ForcedRow[] rows)
    {
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        foreach (var row in rows)
        {
            if (row.PromptLength == 0 || row.Expected.Length == 0 || row.PromptLength - 1 + row.Expected.Length > row.Row.Length)
                throw new ArgumentException("Prompt and answer can not be told apart by their tokens: each needs at least one of its own.", nameof(rows));
        }

        var batch = Batch.Of(Array.ConvertAll(rows, row => (IReadOnlyList<int>)row.Row));
        int[] places = [.. rows.SelectMany((row, i) => Enumerable.Range(batch.Start(i) + row.PromptLength - 1, row.Expected.Length))];
        var scores = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = places }).Logits.LogSoftmax(); // [places, vocabulary]
        var place = 0;
        return Array.ConvertAll(rows, row =>
        {
            var (probabilities, best) = (new float[row.Expected.Length], new int[row.Expected.Length]);
            for (var i = 0; i < row.Expected.Length; i++, place++)
            {
                var one = scores.Rows(place, 1);
                (probabilities[i], best[i]) = (one.Values[row.Expected[i]], one.ArgMax()[0]);
            }

            return new Scored(row.Expected, probabilities, best);
        });
    }
}
