using System.Diagnostics;
using Emend.Editing;

namespace Emend.Evaluation.Runs;

/// <summary>One step of a run: some cases are edited at once, and the questions put to the edited model.</summary>
internal sealed class RunStep
{
    private readonly int number;
    private readonly IReadOnlyList<CaseQuestions> cases;
    private TimeSpan editing, evaluating;
    private string? failure;

    public RunStep(int number, IReadOnlyList<CaseQuestions> cases, LanguageModel start)
    {
        this.number = number;
        this.cases = cases;
        State = start;
    }

    /// <summary>The edit; null if the method could not do it.</summary>
    public Edit? Edit { get; private set; }

    /// <summary>The model after the step.</summary>
    public LanguageModel State { get; private set; }

    /// <summary>The cases' lines.</summary>
    public IReadOnlyList<CaseRecord> Records { get; private set; } = [];

    public TimingRecord Timing => new(number, cases.Count, editing.TotalSeconds, evaluating.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64);

    /// <summary>Computes the edit. What the method refuses, or computes to no number, is a result too.</summary>
    public void Compute(IEditor editor, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            Edit = editor.EditAsync([.. cases.SelectMany(one => one.Requests)], cancel: cancel).GetAwaiter().GetResult();
            foreach (var delta in Edit.Deltas)
                delta.RequireFinite();
            State = State.With(Edit);
        }
        catch (Exception error) when (error is FormatException or ArithmeticException)
        {
            Edit = null;
            failure = error.Message;
        }

        editing = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Asks the edited model.</summary>
    public void Ask(StateMeasures measures, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var answers = CaseQuestions.Ask(State, cases, cancel);
        var beside = cases.Select(one => measures.Of(State, one.Case, cancel)).ToArray();
        evaluating = Stopwatch.GetElapsedTime(start);
        Records = [.. cases.Select((one, i) => one.Record(answers[i], beside[i], failure))];
    }
}
