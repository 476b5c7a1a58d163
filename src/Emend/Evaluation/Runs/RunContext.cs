using System.Diagnostics;

namespace Emend.Evaluation.Runs;

/// <summary>What the parts of a run share: the plan, the folder, the text for perplexity, and how far it is.</summary>
internal sealed class RunContext(RunPlan plan, LanguageModel model, RunFolder folder, FixedPerplexity perplexity, int total, IProgress<RunProgress>? progress, Action<CaseRecord>? onCase)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private int written;

    public RunPlan Plan => plan;

    public LanguageModel Model => model;

    public RunFolder Folder => folder;

    public FixedPerplexity Perplexity => perplexity;

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
