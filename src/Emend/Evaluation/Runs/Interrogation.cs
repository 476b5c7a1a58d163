using Emend.Evaluation.Metrics.Scoring;
using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Runs;

/// <summary>
/// Puts many questions to a model at once. Each prompt is computed once: its keys and values serve the main answer and
/// the rival under teacher forcing, and the free answer, which has nothing left to compute as long as it is one of the two.
/// What questions begin with in common is computed once for all of them.
/// </summary>
internal static class Interrogation
{
    private const int TokensTogether = 1024; // more are computed no faster, and take as much more memory
    private const long LogitsTogether = 32 << 20;
    private const long CacheBytesTogether = 512L << 20;

    /// <summary>The model's answers, in the order of the questions. What is asked together depends on the model and the questions alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="cancel">Stops between two passes.</param>
    /// <param name="onCut">Is told the place of every question that lost its beginning.</param>
    public static IReadOnlyList<TestAnswer> Ask(LanguageModel model, IReadOnlyList<AskedQuestion> questions, CancellationToken cancel, Action<int>? onCut = null) =>
        Ask(model, [.. questions.Select(question => new QuestionTokens(model, question))], cancel, onCut);

    /// <summary>The model's answers to questions of which the tokens are known.</summary>
    /// <param name="model">The model.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="cancel">Stops between two passes.</param>
    /// <param name="onCut">Is told the place of every question that lost its beginning.</param>
    /// <param name="onNext">Is told, where prompts are shared, the log-probabilities [1, vocabulary] of the next token behind each question.</param>
    public static IReadOnlyList<TestAnswer> Ask(LanguageModel model, IReadOnlyList<QuestionTokens> questions, CancellationToken cancel, Action<int>? onCut = null, Action<int, Tensor>? onNext = null)
    {
        using var pause = Gradients.Off();
        var rows = questions.Select(question => new AskedRow(model.Tokenizer, question)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].IsCut)
                onCut?.Invoke(i);
        }

        if (model.HasEncoder || model.Architecture.Rotary is { LongFrequencies: not null })
            return Separately(model, rows, cancel);
        var answers = new List<TestAnswer>(rows.Length);
        for (var first = 0; first < rows.Length;)
        {
            var count = Together(model.Architecture, rows.AsSpan(first));
            var start = first;
            answers.AddRange(AskTogether(model, rows[first..(first + count)], (row, next) => onNext?.Invoke(start + row, next), cancel));
            first += count;
        }

        return answers;
    }

    /// <summary>How many of the next rows are asked together.</summary>
    private static int Together(Architecture architecture, ReadOnlySpan<AskedRow> rows)
    {
        long cacheBytes = 2L * sizeof(float) * architecture.Layers * architecture.KeyHeads * architecture.HeadWidth;
        var (count, tokens, logits, longest) = (0, 0L, 0L, 0L);
        foreach (var row in rows)
        {
            tokens += row.Prompt.Length + row.Answer.Length + row.Rival.Length;
            logits += (1L + row.Answer.Length + row.Rival.Length) * architecture.Vocabulary;
            longest = Math.Max(longest, row.Prompt.Length + row.Limit);
            if (count > 0 && (tokens > TokensTogether || logits > LogitsTogether || (count + 1) * longest * cacheBytes > CacheBytesTogether))
                break;
            count++;
        }

        return count;
    }

    private static TestAnswer[] AskTogether(LanguageModel model, AskedRow[] rows, Action<int, Tensor> onNext, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var cache = new KeyValueCache(model.Architecture, rows.Length, rows.Max(row => row.Prompt.Length + row.Limit));
        var slots = ShareContexts(model, rows, cache);
        var ends = model.Architecture.EndTokens.ToHashSet();
        Scored[] forced;
        using (Workspace.Begin())
        {
            var tails = Batch.Of(Array.ConvertAll(rows, row => row.Prompt[row.Shared..]));
            var first = model.Decoder.Forward(new DecoderInput
            {
                Tokens = tails,
                Past = cache,
                PastSlots = slots,
                Record = cache,
                RecordSlots = [.. Enumerable.Range(0, rows.Length)],
                LogitsAt = tails.LastTokens,
                SharesBeginnings = true,
            }).Logits.LogSoftmax();
            for (var row = 0; row < rows.Length; row++)
            {
                onNext(row, first.Rows(row, 1));
                rows[row].Say(first.Rows(row, 1).ArgMax()[0], ends);
            }

            forced = Force(model, rows, cache, first, ends);
        }

        ForceApart(model, rows, forced, cancel);
        GoOn(model, rows, cache, ends, cancel);
        return [.. rows.Select((row, i) => Read(row, forced[2 * i], forced[(2 * i) + 1]))];
    }

    /// <summary>Computes what rows with the same context begin with once, and copies it to them.</summary>
    /// <returns>For each row the slot with its beginning, the same for those that share it.</returns>
    private static int[] ShareContexts(LanguageModel model, AskedRow[] rows, KeyValueCache cache)
    {
        int[] slots = [.. Enumerable.Range(0, rows.Length)];
        var groups = Enumerable.Range(0, rows.Length).Where(row => rows[row].Asked.Context is not null)
            .GroupBy(row => rows[row].Asked.Context).Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray();
        foreach (var group in groups)
        {
            var first = rows[group[0]].Prompt;
            var shared = group.Min(row => Math.Min(rows[row].Prompt.AsSpan().CommonPrefixLength(first), rows[row].Prompt.Length - 1));
            foreach (var row in group)
                rows[row].Shared = shared;
        }

        groups = [.. groups.Where(group => rows[group[0]].Shared > 0)];
        if (groups.Length == 0)
            return slots;
        using var workspace = Workspace.Begin();
        var beginnings = Batch.Of(Array.ConvertAll(groups, group => rows[group[0]].Prompt[..rows[group[0]].Shared]));
        model.Decoder.Forward(new DecoderInput { Tokens = beginnings, Record = cache, RecordSlots = Array.ConvertAll(groups, group => group[0]), LogitsAt = [] });
        foreach (var group in groups)
        {
            foreach (var row in group[1..])
            {
                cache.Copy(group[0], row, rows[row].Shared);
                slots[row] = group[0];
            }
        }

        return slots;
    }

    /// <summary>
    /// The probabilities of each row's main answer and rival, each token after the right ones before it. Where the row has begun to say
    /// one of them, what it says on is told by the same pass.
    /// </summary>
    private static Scored[] Force(LanguageModel model, AskedRow[] rows, KeyValueCache cache, Tensor first, HashSet<int> ends)
    {
        var continuations = rows.SelectMany(row => new[] { row.Answer, row.Rival }).ToArray();
        var read = continuations.Select((ids, i) => ids.Length == 0 || rows[i / 2].Follows(ids) ? ids : ids[..^1]).ToArray();
        var longer = Enumerable.Range(0, read.Length).Where(i => read[i].Length > 0).ToArray();
        var rest = longer.Length == 0 ? null : model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Of(Array.ConvertAll(longer, i => read[i])),
            Past = cache,
            PastSlots = Array.ConvertAll(longer, i => i / 2),
        }).Logits.LogSoftmax();
        var next = 0;
        return [.. continuations.Select((ids, i) =>
        {
            var (probabilities, best) = (new float[ids.Length], new int[ids.Length]);
            for (var token = 0; token < ids.Length; token++)
            {
                var scores = token == 0 ? first.Rows(i / 2, 1) : rest!.Rows(next + token - 1, 1);
                probabilities[token] = scores.Values[ids[token]];
                best[token] = scores.ArgMax()[0];
            }

            while (rows[i / 2].Follows(ids))
                rows[i / 2].Say(rest!.Rows(next + rows[i / 2].Count - 1, 1).ArgMax()[0], ends);
            next += read[i].Length;
            return new Scored(ids, probabilities, best);
        })];
    }

    private static void GoOn(LanguageModel model, AskedRow[] rows, KeyValueCache cache, HashSet<int> ends, CancellationToken cancel)
    {
        var live = Enumerable.Range(0, rows.Length).Where(row => !rows[row].IsDone).ToArray();
        while (live.Length > 0)
        {
            cancel.ThrowIfCancellationRequested();
            using var workspace = Workspace.Begin();
            var tokens = Batch.Of(Array.ConvertAll(live, row => (IReadOnlyList<int>)rows[row].Fresh));
            var logits = model.Decoder.Forward(new DecoderInput { Tokens = tokens, Past = cache, PastSlots = live, Record = cache, LogitsAt = tokens.LastTokens }).Logits;
            for (var i = 0; i < live.Length; i++)
            {
                rows[live[i]].Computed += tokens.Length(i);
                rows[live[i]].Say(logits.Rows(i, 1).ArgMax()[0], ends);
            }

            live = [.. live.Where(row => !rows[row].IsDone)];
        }
    }

    private static TestAnswer Read(AskedRow row, Scored answer, Scored rival) =>
        new(row.Said(), answer.Ids.Count == 0 ? null : answer, rival.Ids.Count == 0 ? null : rival) { Thoughts = row.Thoughts() };

    /// <summary>Scores the answers of rows in which prompt and answer grow together, or end in spaces, as the references do.</summary>
    private static void ForceApart(LanguageModel model, AskedRow[] rows, Scored[] forced, CancellationToken cancel)
    {
        foreach (var group in Enumerable.Range(0, rows.Length).Where(row => !rows[row].IsPlain && !rows[row].IsCut).GroupBy(row => rows[row].Asked.Test.JoinedBy))
        {
            var queries = group.Select(row => (Row: row, Test: rows[row].Asked.Test)).Select(one => (one.Row, Query: new ForcedQuery(rows[one.Row].Asked.Forced, [.. new[] { one.Test.Answer, one.Test.Against }.OfType<string>()]), one.Test)).ToArray();
            var scored = TeacherForcing.Score(model, [.. queries.Select(one => one.Query)], group.Key, cancel);
            for (var i = 0; i < queries.Length; i++)
            {
                if (queries[i].Test.Answer is not null)
                    forced[2 * queries[i].Row] = scored[i][0];
                if (queries[i].Test.Against is not null)
                    forced[(2 * queries[i].Row) + 1] = scored[i][^1];
            }
        }
    }

    /// <summary>The same without shared computation, for models whose cache can not be shared.</summary>
    private static TestAnswer[] Separately(LanguageModel model, AskedRow[] rows, CancellationToken cancel)
    {
        var ends = model.Architecture.EndTokens.ToHashSet();
        var forced = Enumerable.Repeat(new Scored([], [], []), 2 * rows.Length).ToArray();
        ForceApart(model, rows, forced, cancel);
        var plain = Enumerable.Range(0, 2 * rows.Length).Where(i => rows[i / 2].IsPlain || rows[i / 2].IsCut)
            .Select(i => (Place: i, Ids: i % 2 == 0 ? rows[i / 2].Answer : rows[i / 2].Rival)).Where(one => one.Ids.Length > 0).ToArray();
        var scored = model.Score([.. plain.Select(one => new ScoreQuery(rows[one.Place / 2].Prompt, [one.Ids]))], cancel);
        for (var i = 0; i < plain.Length; i++)
            forced[plain[i].Place] = scored[i][0];
        var texts = model.Generate(Batch.Of(Array.ConvertAll(rows, row => row.Prompt)), new GenerationOptions { MaximumTokens = rows.Max(row => row.Limit) }, cancel: cancel);
        return [.. rows.Select((row, i) =>
        {
            foreach (var token in texts[i].Ids)
            {
                if (!row.IsDone)
                    row.Say(token, ends);
            }

            return Read(row, forced[2 * i], forced[(2 * i) + 1]);
        })];
    }
}
