using Emend.Evaluation.Cases;
using Emend.Generation;

namespace Emend.Evaluation;

/// <summary>Puts the questions of cases to a model, all in batches, each prompt once for both of its answers.</summary>
public static class CaseScorer
{
    /// <summary>The answers of a model to the questions of a case.</summary>
    public static CaseScore Score(LanguageModel model, EditCase edit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return new CaseScore(edit, Score(model, edit.Tests, cancel));
    }

    /// <summary>The answers of a model to questions, each of which has an answer and a competing one.</summary>
    public static IReadOnlyList<TestScore> Score(LanguageModel model, IReadOnlyList<EditTest> tests, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tests);
        var queries = tests.Select(test => new ScoreQuery(
            model.Tokenizer.Encode(test.Prompt, special: true).Ids,
            [model.Tokenizer.Encode(test.JoinedBy + test.Answer).Ids, model.Tokenizer.Encode(test.JoinedBy + test.Against).Ids])).ToList();
        var scored = model.Score(queries, cancel);
        return [.. tests.Select((test, i) => new TestScore(test, scored[i][0].Mean, scored[i][1].Mean, scored[i][0].IsBest))];
    }
}
