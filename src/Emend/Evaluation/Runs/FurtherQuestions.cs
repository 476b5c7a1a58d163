using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Honest;
using Emend.Models;
using Emend.Proof;

namespace Emend.Evaluation.Runs;

/// <summary>Adds to a case the questions that a run asks beside those of the data set. The same case gets the same questions.</summary>
internal sealed class FurtherQuestions(LanguageModel model, RunPlan plan, KnownFacts? known)
{
    private const int GenerationPrompts = 10; // as many as a CounterFact record has

    /// <summary>The case with its further questions behind its own.</summary>
    public EditCase Add(EditCase one)
    {
        var tests = one.Tests.ToList();
        if (!tests.Exists(test => test.Kind == EditTestKind.Rewrite)) // MQuAKE asks for what follows alone: the edits are asked with their own words
            tests.AddRange(one.Edits.Where(edit => edit is { Prompt: not null, TargetNew: not null }).Select(Rewrite));
        if (plan.Measures.HasFlag(RunMeasures.Honest))
            tests.AddRange(HonestTests.For(one with { Edits = [.. one.Edits.Select(WithQuestion)] }, model.Tokenizer, (ulong)plan.Seed));
        if (plan.Measures.HasFlag(RunMeasures.Thoughts))
            tests.AddRange(one.Tests.Where(test => test.Kind == EditTestKind.MultiHop).Select(test => test with { Label = HonestTests.ThoughtsLabel }));
        if (plan.Measures.HasFlag(RunMeasures.Writing) && !tests.Exists(test => test.Kind == EditTestKind.Generation))
            tests.AddRange(Beginnings(one).Take(GenerationPrompts).Select(prompt => new EditTest(EditTestKind.Generation, prompt)));
        return tests.Count == one.Tests.Count ? one : one with { Tests = tests };
    }

    private static EditTest Rewrite(FactEdit edit) => new(EditTestKind.Rewrite, edit.Prompt!)
    {
        Answers = [edit.TargetNew!.Answer],
        Against = edit.TargetOld?.Text,
        Subject = edit.Subject,
        Relation = edit.Relation,
    };

    /// <summary>The edit with the question that the model's own facts know for its relation, where the data set has none.</summary>
    private FactEdit WithQuestion(FactEdit edit) =>
        edit is { Question: null, Relation: { } name, Subject: { } subject } && known?.Relations.GetValueOrDefault(name) is { Questions: [var question, ..] }
            ? edit with { Question = KnownFacts.Fill(question, subject) }
            : edit;

    /// <summary>How texts about the edited facts begin, where the data set has no such prompts: the wordings of the relation.</summary>
    private IEnumerable<string> Beginnings(EditCase one) => one.Edits
        .SelectMany(edit => new[] { edit.Prompt }.Concat(edit is { Relation: { } name, Subject: { } subject } && known?.Relations.GetValueOrDefault(name) is { } relation
            ? relation.Patterns.Append(relation.HeldoutPattern).Select(pattern => KnownFacts.Fill(pattern, subject)) : []))
        .Concat(one.Tests.Where(test => test.Kind == EditTestKind.Rephrase).Select(test => test.Prompt))
        .OfType<string>().Distinct(StringComparer.Ordinal);
}
