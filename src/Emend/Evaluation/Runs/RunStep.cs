using System.Diagnostics;
using Emend.Editing;

namespace Emend.Evaluation.Runs;

/// <summary>One step of a run: some cases are edited at once, and the questions put to the edited model.</summary>
internal sealed class RunStep
{
    private readonly int number;
    private readonly IReadOnlyList<CaseQuestions> cases;
    private readonly LanguageModel before;
    private LanguageModel? state;
    private TimeSpan editing, evaluating;
    private string? failure;

    public RunStep(int number, IReadOnlyList<CaseQuestions> cases, LanguageModel before)
    {
        this.number = number;
        this.cases = cases;
        this.before = before;
    }

    /// <summary>The edit; null if the method could not do it.</summary>
    public Edit? Edit { get; private set; }

    /// <summary>The model after the step, made when it is first read.</summary>
    public LanguageModel State => state ??= Edit is null or { Deltas.Count: 0 } ? before : before.With(Edit);

    public int Number => number;

    public IReadOnlyList<CaseQuestions> Cases => cases;

    /// <summary>The cases' lines.</summary>
    public IReadOnlyList<CaseRecord> Records { get; private set; } = [];

    public TimingRecord Timing => new(number, cases.Count, editing.TotalSeconds, evaluating.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64);

    private EditRequest[] Requests => [.. cases.SelectMany(one => one.Requests)];

    /// <summary>
    /// Computes the edits of steps that all start from the same model: side by side those of one request, where the method can, of
    /// which each then took an equal part of the time.
    /// </summary>
    /// <param name="steps">The steps.</param>
    /// <param name="done">Below this number steps are done: their edits are computed only where others are computed beside them.</param>
    /// <param name="editor">Makes the method.</param>
    /// <param name="cancel">Stops the work.</param>
    public static void ComputeAll(IReadOnlyList<RunStep> steps, int done, Func<IEditor> editor, CancellationToken cancel)
    {
        RunStep[] together = [.. steps.Where(step => step.Requests.Length == 1)];
        if (together.Length < 2 || editor() is not ISeparateEditor separate)
            together = [];
        else
            ComputeTogether(together, separate, cancel);
        foreach (var step in steps.Except(together).Where(step => step.Number >= done))
            step.Compute(editor(), cancel);
    }

    /// <summary>Computes the edit.</summary>
    public void Compute(IEditor editor, CancellationToken cancel) => Take(() => editor.EditAsync(Requests, cancel: cancel).GetAwaiter().GetResult());

    /// <summary>Lets the edited model go.</summary>
    public void Release() => state = null;

    private static void ComputeTogether(RunStep[] steps, ISeparateEditor editor, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var edits = editor.EditSeparatelyAsync([.. steps.Select(step => step.Requests[0])], cancel: cancel).GetAwaiter().GetResult();
        var each = Stopwatch.GetElapsedTime(start) / steps.Length;
        foreach (var (step, edit) in steps.Zip(edits))
        {
            step.Take(() => edit.Edit ?? throw edit.Error!);
            step.editing += each;
        }
    }

    /// <summary>Takes an edit over. What the method refuses, or computes to no number, is a result too.</summary>
    private void Take(Func<Edit> compute)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            Edit = compute();
            foreach (var delta in Edit.Deltas)
                delta.RequireFinite();
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
        var isUnedited = ReferenceEquals(State, measures.Model); // then it has been asked
        var answers = isUnedited ? [.. cases.Select(one => one.Before)] : CaseQuestions.Ask(State, cases, cancel);
        var beside = cases.Select((one, i) => isUnedited ? one.Beside : measures.Of(State, one.Case, one.Divergences(answers[i]), cancel)).ToArray();
        evaluating = Stopwatch.GetElapsedTime(start);
        Records = [.. cases.Select((one, i) => one.Record(answers[i], beside[i], failure))];
    }
}
