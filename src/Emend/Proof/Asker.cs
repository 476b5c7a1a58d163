using Emend.Generation;

namespace Emend.Proof;

/// <summary>Asks a model questions, many together: what it answers freely, and how probable the expected answer is.</summary>
public static class Asker
{
    private const int FewestTokens = 6;
    private const int TokensBeyondAnswer = 3;
    private const long MostCachedBytes = 256L << 20; // a proof of a thousand facts asks tens of thousands of questions

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
        var together = Together(model, queries.Max(query => query.Prompt.Count) + options.MaximumTokens);
        var answers = new List<EditAnswer>();
        foreach (var part in queries.Chunk(together))
        {
            var scores = model.Score(part, cancel);
            var texts = model.Generate(Batch.Of([.. part.Select(query => query.Prompt)]), options, cancel: cancel);
            for (var i = 0; i < part.Length; i++)
                answers.Add(new EditAnswer(AnswerText.Cut(texts[i].Text, questions[answers.Count].Expected), scores[i][0].Probability));
        }

        return answers;
    }

    /// <summary>How many rows of some tokens are asked together: as many as keep the cached keys and values small, at least one.</summary>
    private static int Together(LanguageModel model, int tokens)
    {
        var facts = model.Architecture;
        var bytes = 2L * sizeof(float) * facts.Layers * facts.KeyHeads * facts.HeadWidth * tokens;
        return (int)Math.Clamp(MostCachedBytes / bytes, 1, int.MaxValue);
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
