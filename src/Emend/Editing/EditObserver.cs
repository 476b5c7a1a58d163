using Emend.Editing.Values;
using Emend.Tensors;

namespace Emend.Editing;

/// <summary>What a caller watches while an edit is computed: its progress and, on request, its intermediate values.</summary>
public sealed class EditObserver
{
    private readonly Dictionary<string, Tensor> values;
    private readonly List<string> warnings;

    /// <summary>An observer of one edit.</summary>
    public EditObserver() => (values, warnings) = (new(StringComparer.Ordinal), []);

    private EditObserver(EditObserver whole) => (values, warnings, CollectValues, Finished) = (whole.values, whole.warnings, whole.CollectValues, whole.Finished);

    /// <summary>Receives the progress.</summary>
    public IProgress<EditProgress>? Progress { get; init; }

    /// <summary>Whether intermediate values are collected.</summary>
    public bool CollectValues { get; init; }

    /// <summary>Where the values of an edit of many facts are kept as they are found, so that it can be stopped and go on; null for nowhere.</summary>
    public FinishedValues? Finished { get; init; }

    /// <summary>The collected values by name, for example <c>0.key</c> [hidden] or <c>0.loss</c> [steps, 4].</summary>
    public IReadOnlyDictionary<string, Tensor> Values => values;

    /// <summary>What went otherwise than the caller may expect, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Notes what the caller should know.</summary>
    internal void Warn(string sentence) => warnings.Add(sentence);

    /// <summary>An observer of a part of the work, which reports to this one.</summary>
    /// <param name="report">From the part's progress to the whole's.</param>
    internal EditObserver OfPart(Func<EditProgress, EditProgress> report) =>
        new(this) { Progress = Progress is { } whole ? new PartProgress(whole, report) : null };

    /// <summary>Collects a value, if the caller asked for values.</summary>
    internal void Collect(string name, Func<Tensor> value)
    {
        if (CollectValues)
            values[name] = value();
    }

    private sealed class PartProgress(IProgress<EditProgress> whole, Func<EditProgress, EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => whole.Report(report(value));
    }
}

/// <summary>How far an edit has come.</summary>
/// <param name="Phase">What is being done, as a person would say it: <c>searching the value</c>.</param>
/// <param name="Done">The steps done.</param>
/// <param name="Total">All steps of the phase.</param>
public readonly record struct EditProgress(string Phase, int Done, int Total);
