using Emend.Evaluation.Cases;
using Emend.Text;

namespace Emend.Evaluation.Metrics.Honest;

/// <summary>
/// Makes further questions for a case, which a method that learns the edit's sentence by heart does not pass (benchmarks.md
/// §2.4). They are made from the edit alone and in general words; questions of the data set are better where it has them.
/// </summary>
public static class HonestTests
{
    /// <summary>The label of a question behind 50 random tokens.</summary>
    public const string RandomPrefixLabel = "random-prefix";

    /// <summary>The label of a question whether the new fact is true.</summary>
    public const string FactCheckLabel = "fact-check";

    /// <summary>The label of the negated statement.</summary>
    public const string NegationLabel = "negation";

    /// <summary>The label of a question for the subject, given the new answer.</summary>
    public const string ReversedLabel = "reversed";

    /// <summary>The label of the fact in its other form.</summary>
    public const string CrossFormatLabel = "cross-format";

    /// <summary>The label of a neighbour behind the edit's own sentence.</summary>
    public const string DistractedLabel = "neighbour-plus";

    /// <summary>The label of a multi-hop question that is answered after steps of thought.</summary>
    public const string ThoughtsLabel = "thoughts";

    /// <summary>Whether a question was made here in general words, so that it counts under its own name alone.</summary>
    public static bool IsMade(EditTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return test.Label is RandomPrefixLabel or FactCheckLabel or NegationLabel or ReversedLabel or CrossFormatLabel or DistractedLabel or ThoughtsLabel;
    }

    /// <summary>All that can be made for a case: for each edit its other form, the random prefix, fact check, negation and reversal; for each neighbour the same behind the edit.</summary>
    /// <param name="edit">The case.</param>
    /// <param name="tokenizer">The model's tokenizer, from which random tokens are drawn.</param>
    /// <param name="seed">The same seed gives the same questions.</param>
    public static IReadOnlyList<EditTest> For(EditCase edit, Tokenizer tokenizer, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var tests = new List<EditTest>();
        foreach (var fact in edit.Edits)
        {
            if (fact.TargetNew is not { } target)
                continue;
            if (CrossFormat(fact) is { } cross)
                tests.Add(cross);
            if ((fact.Prompt ?? fact.Question) is { } prompt)
                tests.Add(After(fact, EditTestKind.DistractedRephrase, RandomPrefixLabel, RandomPrefix.Before(tokenizer, prompt, seed + (ulong)edit.Index)));
            if (fact.Prompt is not { } statement || statement.EndsWith('?'))
                continue;
            tests.Add(new EditTest(EditTestKind.CrossFormat, $"Question: Is it true that {statement} {target.Text}? Answer:")
            {
                Label = FactCheckLabel,
                Answers = [new AnswerSet("Yes", "True", "Correct")],
                Against = "No",
            });
            tests.Add(Negation(statement, target.Text));
            if (fact.Subject is { } subject && statement.Contains(subject, StringComparison.Ordinal))
            {
                tests.Add(new EditTest(EditTestKind.ReversedRelation, $"Question: Of whom or what is it said: \"{statement.Replace(subject, "…", StringComparison.Ordinal)} {target.Text}\"? Answer:")
                {
                    Label = ReversedLabel,
                    Answers = [new AnswerSet(subject)],
                });
            }
        }

        if (edit.Edits is [{ Prompt: { } sentence, TargetNew: { } answer }, ..] && !sentence.EndsWith('?') && !edit.Tests.Any(test => test.Kind == EditTestKind.DistractingNeighbour))
            tests.AddRange(edit.Tests.Where(test => test.Kind == EditTestKind.Neighbour).Select(test => Distracting(sentence, answer.Text, test)));
        return tests;
    }

    /// <summary>A neighbour behind the edit's own sentence (CounterFact+, Hoelscher-Obermaier et al. 2023).</summary>
    /// <param name="prompt">The edit's prompt.</param>
    /// <param name="target">The new answer.</param>
    /// <param name="neighbour">The neighbour.</param>
    public static EditTest Distracting(string prompt, string target, EditTest neighbour)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return neighbour with { Kind = EditTestKind.DistractingNeighbour, Label = DistractedLabel, Prompt = $"{prompt} {target}. {neighbour.Prompt}" };
    }

    /// <summary>The fact as a question where it was edited as a statement, or the other way round; null where only one form is known.</summary>
    public static EditTest? CrossFormat(FactEdit fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact is { TargetNew: not null, Prompt: { } prompt, Question: { } question } && prompt != question
            ? After(fact, EditTestKind.CrossFormat, CrossFormatLabel, $"Question: {question} Answer:")
            : null;
    }

    /// <summary>
    /// The statement with a <c>not</c>, or denied as a whole; the new answer is what must not follow, so it stands as the rival
    /// and there is no right one.
    /// </summary>
    public static EditTest Negation(string statement, string target)
    {
        ArgumentNullException.ThrowIfNull(statement);
        string[] verbs = [" is", " was", " are", " were", " can be", " does"];
        var denied = Array.Exists(verbs, verb => statement.EndsWith(verb, StringComparison.Ordinal)) ? $"{statement} not" : $"It is not true that {statement}";
        return new EditTest(EditTestKind.Portability, denied) { Label = NegationLabel, Against = target };
    }

    private static EditTest After(FactEdit fact, EditTestKind kind, string? label, string prompt) =>
        new(kind, prompt) { Label = label, Answers = [fact.TargetNew!.Answer], Against = fact.TargetOld?.Text };
}
