using Emend.Generation;

namespace Emend.Proof;

/// <summary>Asks a model questions, all together: what it answers freely, and how probable the expected answer is.</summary>
public static class Asker
{
    private const int FewestTokens = 6;
    private const int TokensBeyondAnswer = 3;

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
        var scores = model.Score(queries, cancel);
        var longest = queries.Max(query => query.Continuations[0].Count);
        var options = new GenerationOptions { MaximumTokens = Math.Max(FewestTokens, longest + TokensBeyondAnswer) };
        var texts = model.Generate(Batch.Of([.. queries.Select(query => query.Prompt)]), options, cancel: cancel);
        return [.. questions.Select((question, i) => new EditAnswer(AnswerText.Cut(texts[i].Text, question.Expected), scores[i][0].Probability))];
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
