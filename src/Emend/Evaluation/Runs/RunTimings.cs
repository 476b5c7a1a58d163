namespace Emend.Evaluation.Runs;

/// <summary>What a run cost: its timings added up.</summary>
/// <param name="PreparationSeconds">Before the first edit: templates, second moments.</param>
/// <param name="EditSeconds">All edits.</param>
/// <param name="EvaluationSeconds">All questions to edited models.</param>
/// <param name="MedianEditSeconds">The median time of an edit.</param>
/// <param name="PeakBytes">The most memory that a process of the run has held.</param>
/// <param name="EditTimes">The time of each edit.</param>
public sealed record RunTimings(double PreparationSeconds, double EditSeconds, double EvaluationSeconds, double MedianEditSeconds, long PeakBytes, IReadOnlyList<double> EditTimes)
{
    /// <summary>Reads a run's timings.</summary>
    public static RunTimings Read(string folder)
    {
        var (preparation, evaluation, peak) = (0.0, 0.0, 0L);
        var edits = new List<double>();
        foreach (var line in LineFile<TimingRecord>.Read(RunFolder.TimingsPath(folder), RunJson.Lines.TimingRecord))
        {
            peak = Math.Max(peak, line.PeakBytes);
            if (line.Step < 0)
            {
                preparation = line.EditSeconds;
                continue;
            }

            edits.Add(line.EditSeconds);
            evaluation += line.EvaluationSeconds;
        }

        var median = edits.Count == 0 ? 0 : edits.Order().ElementAt(edits.Count / 2);
        return new RunTimings(preparation, edits.Sum(), evaluation, median, peak, edits);
    }
}
