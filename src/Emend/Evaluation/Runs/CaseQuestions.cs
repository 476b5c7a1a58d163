using Emend.Editing;
using Emend.Evaluation.Audit;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Matching;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Runs;

/// <summary>The questions of one case as a run asks them, and what the unedited model answered.</summary>
internal sealed class CaseQuestions
{
    /// <summary>How many cases' questions are put to one model at once.</summary>
    public const int AskedTogether = 8;

    private const long NumbersKept = 16 << 20; // of distributions, for the cases that are asked together

    private readonly int[] positions; // of the questions that are asked, among all of the case
    private readonly EditTest[] conditions;
    private readonly bool[] conditionsMet;
    private readonly string?[] leftOut, contradicted;

    private readonly MultiHopForm form;
    private QuestionTokens[]? tokens;

    public CaseQuestions(int place, EditCase edit, MultiHopForm form)
    {
        this.form = form;
        Place = place;
        Case = edit;
        Requests = edit.ToRequests();
        positions = [.. Enumerable.Range(0, edit.Tests.Count).Where(i => IsAsked(edit.Tests[i]))];
        Tests = [.. positions.Select(i => edit.Tests[i])];
        conditions = [.. Tests.SelectMany(test => test.Conditions).Select(condition =>
            new EditTest(EditTestKind.Question, condition.Prompt) { Answers = condition.Answers, Rule = AnswerRule.All, When = TestMoment.Before })];
        conditionsMet = new bool[conditions.Length];
        leftOut = new string?[Tests.Count];
        contradicted = new string?[Tests.Count];
        Context = string.Concat(edit.Edits.Select(fact => $"New fact: {Statement(fact)} "));
    }

    /// <summary>The case's place in the run.</summary>
    public int Place { get; }

    public EditCase Case { get; }

    public IReadOnlyList<EditRequest> Requests { get; }

    /// <summary>The questions that are asked.</summary>
    public IReadOnlyList<EditTest> Tests { get; }

    /// <summary>What the baseline reads in front of each question: the facts as sentences.</summary>
    public string Context { get; }

    /// <summary>How many questions, with the facts in front of them, were too long for the context and lost their beginning.</summary>
    public int Cut { get; private set; }

    /// <summary>What the unedited model answered.</summary>
    public IReadOnlyList<TestAnswer> Before { get; private set; } = [];

    /// <summary>What else was measured of it at this case.</summary>
    public IReadOnlyDictionary<string, double> Beside { get; private set; } = new Dictionary<string, double>();

    /// <summary>What it answered when it read the facts first.</summary>
    public IReadOnlyList<TestAnswer> Prompted { get; private set; } = [];

    /// <summary>
    /// Asks the unedited model the questions of several cases, plainly and behind the facts: the more at once, the less each takes.
    /// What is asked together decides over roundings, so a run asks the same cases together wherever it was stopped.
    /// </summary>
    public static void AskUnedited(LanguageModel model, StateMeasures measures, IReadOnlyList<CaseQuestions> cases, CancellationToken cancel)
    {
        var owners = cases.SelectMany(one => Enumerable.Repeat(one, one.Tests.Count)).ToArray();
        var questions = Questions(model, cases);
        var kept = 0L;
        var plain = Divide(cases, Interrogation.Ask(model, questions, cancel, onNext: (place, next) =>
        {
            if (measures.TakesDivergence && questions[place].IsNeighbour && (kept += next.Count) <= NumbersKept)
                questions[place].Unedited = next.ToArray();
        }));
        var conditions = Interrogation.Ask(model, [.. cases.SelectMany(one => one.conditions).Select(test => new AskedQuestion(test))], cancel);
        var prompted = Interrogation.Ask(model, [.. cases.SelectMany(one => one.Tests.Select(test => one.form.Ask(test, one.Context)))], cancel, place => owners[place].Cut++);
        var (ofCondition, ofPrompted) = (0, 0);
        foreach (var (place, one) in cases.Index())
        {
            one.Before = plain[place];
            for (var i = 0; i < one.conditions.Length; i++)
                one.conditionsMet[i] = FreeMatch.IsRight(one.conditions[i], conditions[ofCondition++].Said!) == true;
            one.Prompted = [.. prompted.Skip(ofPrompted).Take(one.Tests.Count)];
            ofPrompted += one.Tests.Count;
            one.CheckConditions();
            one.Beside = measures.Of(model, one.Case, one.Divergences([]), cancel);
        }
    }

    /// <summary>Asks an edited model the questions of several cases.</summary>
    public static IReadOnlyList<TestAnswer>[] Ask(LanguageModel model, IReadOnlyList<CaseQuestions> cases, CancellationToken cancel)
    {
        var questions = Questions(model, cases);
        var divergences = new double?[questions.Length];
        var answers = Interrogation.Ask(model, questions, cancel, onNext: (place, next) =>
        {
            if (questions[place].Unedited is { } unedited)
                divergences[place] = Divergence.Of(unedited, next.Values);
        });
        return Divide(cases, [.. answers.Select((answer, i) => answer with { Divergence = divergences[i] })]);
    }

    /// <summary>How far next-token distributions have moved, by prompt, as far as answers tell.</summary>
    public IReadOnlyDictionary<string, double> Divergences(IReadOnlyList<TestAnswer> answers)
    {
        var moved = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Divergence is { } divergence)
                moved[Tests[i].Prompt] = divergence;
        }

        return moved;
    }

    /// <summary>Takes what the unedited model answered from the case's line.</summary>
    public void Recall(CaseRecord record)
    {
        Before = [.. record.Tests.Select(test => test.Before.Recall())];
        for (var i = 0; i < leftOut.Length; i++)
            leftOut[i] = record.Tests[i].LeftOut;
    }

    /// <summary>Notes which questions another edit contradicts, and leaves them out if told so.</summary>
    public void Audit(ContaminationAudit audit, bool leaveOut)
    {
        var found = audit.Find(Case).ToDictionary(one => one.Test, one => one.ToString());
        for (var i = 0; i < leftOut.Length; i++)
        {
            contradicted[i] = found.GetValueOrDefault(positions[i]);
            if (contradicted[i] is null && Origin(i) is var origin && origin >= 0)
                contradicted[i] = found.GetValueOrDefault(positions[origin]);
            leftOut[i] ??= leaveOut ? contradicted[i] : null;
        }
    }

    /// <summary>The question of the data set that a made one is made of; −1 if it is none.</summary>
    private int Origin(int place)
    {
        var test = Tests[place];
        if (!HonestTests.IsMade(test) || test.Label == HonestTests.ThoughtsLabel)
            return -1;
        var kind = test.Kind == EditTestKind.DistractingNeighbour ? EditTestKind.Neighbour : EditTestKind.Rewrite;
        return Enumerable.Range(0, Tests.Count).FirstOrDefault(
            i => !HonestTests.IsMade(Tests[i]) && Tests[i].Kind == kind && (kind == EditTestKind.Rewrite || test.Prompt.EndsWith(Tests[i].Prompt, StringComparison.Ordinal)), -1);
    }

    /// <summary>The figures of a state of the model.</summary>
    /// <param name="answers">What it answered.</param>
    /// <param name="beside">What else was measured of it at this case; null for nothing.</param>
    public IReadOnlyDictionary<string, double> Figures(IReadOnlyList<TestAnswer> answers, IReadOnlyDictionary<string, double>? beside = null)
    {
        int[] counted = [.. Enumerable.Range(0, Tests.Count).Where(i => leftOut[i] is null)];
        var values = CaseMetrics.Of(Array.ConvertAll(counted, i => Tests[i]), Array.ConvertAll(counted, i => Before[i]), Array.ConvertAll(counted, i => answers[i]));
        var figures = values.ToDictionary(value => value.Metric.Name, value => value.Value, StringComparer.Ordinal);
        foreach (var (name, value) in beside ?? new Dictionary<string, double>())
            figures.Add(name, value);
        return figures;
    }

    /// <summary>The case's line, for which its questions are no longer needed in tokens.</summary>
    /// <param name="after">What the edited model answered.</param>
    /// <param name="besideAfter">What else was measured of it at this case.</param>
    /// <param name="failure">Why it is not edited; null if it is.</param>
    public CaseRecord Record(IReadOnlyList<TestAnswer> after, IReadOnlyDictionary<string, double> besideAfter, string? failure)
    {
        tokens = null;
        return new CaseRecord
        {
            Case = Place,
            Id = Case.Id,
            Relation = Case.Edits.Select(edit => edit.Relation).FirstOrDefault(relation => relation is not null),
            Edits = [.. Case.Edits.Select((edit, i) => new WrittenFact(Requests[i].Text, edit.Subject, edit.TargetNew?.Text, edit.TargetOld?.Text))],
            WasKnown = WasKnown(),
            WasRight = Rewrites().DefaultIfEmpty(-1).All(i => i >= 0 && FreeMatch.IsRight(Tests[i], Before[i].Said!) == true),
            Failure = failure,
            Cut = Cut,
            Before = Figures(Before, Beside),
            Prompted = Figures(Prompted),
            After = Figures(after, besideAfter),
            Tests = [.. Tests.Select((test, i) => new AnsweredTest
            {
                Kind = test.Kind.Name,
                Made = HonestTests.IsMade(test) ? test.Label : null,
                Prompt = test.Prompt,
                Answer = test.Answer,
                Against = test.Against,
                LeftOut = leftOut[i],
                Contradicted = leftOut[i] is null ? contradicted[i] : null,
                Before = Answer.Of(test, Before[i]),
                Prompted = Answer.Of(test, Prompted[i]),
                After = Answer.Of(test, after[i]),
            })],
        };
    }

    private static QuestionTokens[] Questions(LanguageModel model, IReadOnlyList<CaseQuestions> cases) =>
        [.. cases.SelectMany(one => one.tokens ??= [.. one.Tests.Select(test => new QuestionTokens(model, one.form.Ask(test)))])];

    private static IReadOnlyList<TestAnswer>[] Divide(IReadOnlyList<CaseQuestions> cases, IReadOnlyList<TestAnswer> answers)
    {
        var first = 0;
        return [.. cases.Select(one => (IReadOnlyList<TestAnswer>)[.. answers.Skip((first += one.Tests.Count) - one.Tests.Count).Take(one.Tests.Count)])];
    }

    private static bool IsAsked(EditTest test) => test.Aspect != TestAspect.Writing && test.Kind != EditTestKind.Attribute
        && !string.IsNullOrWhiteSpace(test.Prompt) && (test.Answers.Count > 0 || test.When == TestMoment.Unchanged || HonestTests.IsMade(test));

    private static string Statement(FactEdit fact)
    {
        var text = fact.Statement ?? $"{fact.ToRequest().Text} {fact.TargetNew!.Text}";
        return text.EndsWith('.') ? text : text + ".";
    }

    private IEnumerable<int> Rewrites() => Enumerable.Range(0, Tests.Count).Where(i => Tests[i].Kind == EditTestKind.Rewrite);

    private bool? WasKnown()
    {
        var asked = Rewrites().Where(i => Tests[i].Against is not null).ToList();
        return asked.Count == 0 ? null : asked.All(i => AnswerMatch.Begins(FreeAnswers.First(Before[i].Said!, Tests[i].Against!), Tests[i].Against!));
    }

    private void CheckConditions()
    {
        var next = 0;
        for (var i = 0; i < leftOut.Length; i++)
        {
            for (var of = 0; of < Tests[i].Conditions.Count; of++)
            {
                if (!conditionsMet[next++])
                    leftOut[i] = "the unedited model does not know what the question builds on";
            }
        }
    }
}
