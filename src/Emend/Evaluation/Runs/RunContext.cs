using System.Diagnostics;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Models;

namespace Emend.Evaluation.Runs;

/// <summary>What the parts of a run share: the plan, the folder, the text for perplexity, and how far it is.</summary>
internal sealed class RunContext(RunPlan plan, LanguageModel model, RunFolder folder, StateMeasures measures, int total, IProgress<RunProgress>? progress, Action<CaseRecord>? onCase)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private int written;

    public RunPlan Plan => plan;

    public LanguageModel Model => model;

    public RunFolder Folder => folder;

    public StateMeasures Measures => measures;

    /// <summary>A step's line.</summary>
    /// <param name="step">The step.</param>
    /// <param name="edits">How many facts the model has been taught.</param>
    /// <param name="state">The model after it.</param>
    /// <param name="withAbility">Whether general ability is measured.</param>
    /// <param name="weights">The weights that are not as they were.</param>
    /// <param name="cancel">Stops the work.</param>
    public StepRecord Record(int step, int edits, LanguageModel state, bool withAbility, IReadOnlyList<ChangedWeight> weights, CancellationToken cancel)
    {
        var figures = measures.Of(state, withAbility, cancel);
        return new StepRecord(step, edits, figures.TryGetValue(DistributionMetrics.Perplexity.Name, out var perplexity) ? perplexity : null, weights)
        {
            Figures = figures.Where(figure => figure.Key != DistributionMetrics.Perplexity.Name).ToDictionary(StringComparer.Ordinal),
        };
    }

    public int Total => total;

    /// <summary>Writes a step's lines, the cases last: what a kill cuts off is a step that is done again.</summary>
    public void Write(RunStep step, StepRecord record)
    {
        folder.Timings.Append(step.Timing);
        folder.Steps.Append(record);
        foreach (var line in step.Records)
        {
            folder.Cases.Append(line);
            onCase?.Invoke(line);
        }

        written += step.Records.Count;
        Report("editing and asking");
    }

    /// <summary>Tells how far the run is.</summary>
    public void Report(string phase)
    {
        var done = folder.Cases.Count;
        TimeSpan? left = written == 0 ? null : Stopwatch.GetElapsedTime(start) / written * (total - done);
        progress?.Report(new RunProgress(phase, done, total, left));
    }
}
