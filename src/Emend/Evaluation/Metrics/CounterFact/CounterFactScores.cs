using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.CounterFact;

/// <summary>
/// What a model says to the prompts of one CounterFact case. Wanted is the new object at the rewrite and paraphrase
/// prompts, the true one at the neighbourhood prompts.
/// </summary>
/// <param name="Rewrite">The request's own prompt.</param>
/// <param name="Paraphrase">The paraphrases.</param>
/// <param name="Neighbourhood">Other subjects with the same true object.</param>
public sealed record CounterFactScores(IReadOnlyList<Preference> Rewrite, IReadOnlyList<Preference> Paraphrase, IReadOnlyList<Preference> Neighbourhood)
{
    /// <summary>
    /// Reads the scores from answers to the questions of a case: those of the request, its rephrasings and its neighbours
    /// that name a rival.
    /// </summary>
    public static CounterFactScores Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> answers)
    {
        var asked = AnsweredTest.Join(tests, answers, answers);
        return new CounterFactScores(
            Of(kind => kind == EditTestKind.Rewrite),
            Of(kind => kind is EditTestKind.Rephrase or EditTestKind.DistractedRephrase),
            Of(kind => kind == EditTestKind.Neighbour));

        Preference[] Of(Func<EditTestKind, bool> isOf) =>
            [.. asked.Where(one => isOf(one.Test.Kind)).Select(one => one.After.Preference).OfType<Preference>()];
    }

    /// <summary>Asks a model.</summary>
    /// <param name="model">The model, edited or not.</param>
    /// <param name="rewrite">The request's prompt.</param>
    /// <param name="paraphrases">The paraphrases.</param>
    /// <param name="neighbourhood">The neighbourhood prompts.</param>
    /// <param name="newObject">The object that the edit writes.</param>
    /// <param name="trueObject">The object before the edit.</param>
    /// <param name="cancel">Stops the work.</param>
    public static CounterFactScores Of(
        LanguageModel model, string rewrite, IReadOnlyList<string> paraphrases, IReadOnlyList<string> neighbourhood, string newObject, string trueObject, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(paraphrases);
        ArgumentNullException.ThrowIfNull(neighbourhood);
        string[] reached = [rewrite, .. paraphrases];
        ForcedQuery[] queries =
        [
            .. reached.Select(prompt => new ForcedQuery(prompt, newObject, trueObject)),
            .. neighbourhood.Select(prompt => new ForcedQuery(prompt, trueObject, newObject)),
        ];
        Preference[] all = [.. TeacherForcing.Score(model, queries, cancel: cancel).Select(scored => Preference.Of(scored[0], scored[1]))];
        return new CounterFactScores(all[..1], all[1..reached.Length], all[reached.Length..]);
    }
}
