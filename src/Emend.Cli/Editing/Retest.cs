using Emend.Cli.Output;
using Emend.Ledger;
using Emend.Proof;

namespace Emend.Cli.Editing;

/// <summary>Puts the facts and probes of committed edits to a model again.</summary>
internal static class Retest
{
    /// <summary>The questions of commits, in the order of the commits.</summary>
    public static IReadOnlyList<CommittedQuestion> Questions(EditLedger ledger, IEnumerable<LedgerCommit> commits) =>
        CommittedQuestions.Of([.. commits.Select(commit => (commit.Id, ledger.Load(commit).Record))]);

    /// <summary>What the model answers to them now.</summary>
    public static IReadOnlyList<TestReport.Question> Ask(LanguageModel model, IReadOnlyList<CommittedQuestion> questions, CancellationToken cancel)
    {
        var answers = Asker.Ask(model, [.. questions.Select(one => one.Question)], cancel);
        return [.. questions.Select((one, i) => new TestReport.Question(
            one.Commit, one.Question.Kind, one.Question.Prompt, one.Question.Expected, answers[i].Answer, answers[i].Probability, one.Holds(answers[i])))];
    }
}
