using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Proof;

/// <summary>Asks a model questions, many together: what it answers freely, and how probable the expected answer is.</summary>
public static class Asker
{
    private const int FewestTokens = 6;
    private const int TokensBeyondAnswer = 3;
    // a proof of a thousand facts asks tens of thousands of questions
    private const int TokensTogether = 4096;
    private const long LogitsTogether = 32 << 20;
    private const long CacheBytesTogether = 256L << 20;

    /// <summary>Asks questions.</summary>
    /// <returns>For each question the greedy answer, and the probability of the expected one.</returns>
    /// <exception cref="ArgumentException">A prompt is longer than the model's context, or empty.</exception>
    public static IReadOnlyList<EditAnswer> Ask(LanguageModel model, IReadOnlyList<Question> questions, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Count == 0)
            return [];
        var queries = questions.Select(question => Query(model, question)).ToList();
        var longest = queries.Max(query => query.Continuations[0].Count);
        var options = new GenerationOptions { MaximumTokens = Math.Max(FewestTokens, longest + TokensBeyondAnswer) };
        Scorer.Check(model, queries);
        var answers = new List<EditAnswer>();
        foreach (var part in queries.Chunk(Together(model.Architecture, queries.Max(query => query.Prompt.Count) + options.MaximumTokens, longest)))
        {
            foreach (var (text, expected) in model.HasEncoder ? AskApart(model, part, options, cancel) : AskTogether(model, part, options, cancel))
                answers.Add(new EditAnswer(AnswerText.Cut(text.Text, questions[answers.Count].Expected), expected.Probability));
        }

        return answers;
    }

    /// <summary>One pass over the prompts serves both the expected answers and the free ones.</summary>
    private static (Generated Text, Scored Expected)[] AskTogether(LanguageModel model, ScoreQuery[] queries, GenerationOptions options, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var prompts = Batch.Of(Array.ConvertAll(queries, query => query.Prompt));
        var longest = queries.Max(query => query.Prompt.Count);
        using var cache = new KeyValueCache(model.Architecture, queries.Length, Math.Max(longest, Math.Min(model.Architecture.Context, longest + options.MaximumTokens)));
        var firsts = model.Decoder.Forward(new DecoderInput { Tokens = prompts, Record = cache, LogitsAt = prompts.LastTokens, SharesBeginnings = true }).Logits.LogSoftmax(); // [prompts, vocabulary]
        var scores = Scorer.Continue(model, queries, cache, firsts);
        var texts = new Generator(model, prompts, options, null, cache).Run(cancel, firsts);
        return [.. texts.Select((text, i) => (text, scores[i][0]))];
    }

    /// <summary>An encoder reads the prompts, for the expected answers and for the free ones.</summary>
    private static (Generated Text, Scored Expected)[] AskApart(LanguageModel model, ScoreQuery[] queries, GenerationOptions options, CancellationToken cancel)
    {
        var scores = model.Score(queries, cancel);
        var texts = model.Generate(Batch.Of(Array.ConvertAll(queries, query => query.Prompt)), options, cancel: cancel);
        return [.. texts.Select((text, i) => (text, scores[i][0]))];
    }

    /// <summary>How many questions are asked together: as many as keep a pass and the cached keys and values small, at least one.</summary>
    private static int Together(Architecture facts, int tokens, int answerTokens)
    {
        var cached = 2L * sizeof(float) * facts.Layers * facts.KeyHeads * facts.HeadWidth * tokens;
        var logits = (long)facts.Vocabulary * answerTokens;
        return (int)Math.Max(1, Math.Min(TokensTogether / tokens, Math.Min(LogitsTogether / logits, CacheBytesTogether / cached)));
    }

    /// <summary>A prompt and an expected answer in tokens: what the answer adds to the prompt, or the answer alone where the two merge.</summary>
    private static ScoreQuery Query(LanguageModel model, Question question)
    {
        var text = question.Prompt.TrimEnd();
        var prompt = model.Tokenizer.Encode(text, special: true).Ids;
        if (prompt.Length == 0)
            throw new ArgumentException("A prompt is empty: there is nothing to ask.", nameof(question));
        var whole = model.Tokenizer.Encode($"{text} {question.Expected}", special: true).Ids;
        var answer = whole.Length > prompt.Length && whole.AsSpan(0, prompt.Length).SequenceEqual(prompt)
            ? whole[prompt.Length..]
            : model.Tokenizer.Encode(" " + question.Expected).Ids;
        return new ScoreQuery(prompt, [answer]);
    }
}
