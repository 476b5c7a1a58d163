using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Distributions;

namespace Emend.Evaluation.Runs;

/// <summary>Reads the lines of a run once and makes its summary.</summary>
internal static class Summarizer
{
    private const double CollapsedPerplexity = 2; // times the unedited model's
    private const int FewCases = 30;
    private const double ManyNorms = 3;

    public static RunSummary Summarize(RunFolder folder, RunPlan plan, StateMeasures measures, int total)
    {
        var (all, known) = (new States(), new States());
        var relations = new Dictionary<string, States>(StringComparer.Ordinal);
        var (failed, wereKnown, asksOld, right, leftOut, contradicted, cut) = (0, 0, 0, 0, 0, 0, 0);
        var atEnd = plan.Protocol == RunProtocol.Sequential ? folder.Retention.Read().Where(line => line.Checkpoint == total).GetEnumerator() : null;
        foreach (var line in folder.Cases.Read())
        {
            var last = atEnd is not null && atEnd.MoveNext() ? atEnd.Current.Metrics : null;
            all.Add(line, last);
            if (line.WasKnown == true)
                known.Add(line, last);
            if (line.Relation is { } relation)
                (relations.TryGetValue(relation, out var of) ? of : relations[relation] = new States()).Add(line, last);
            failed += line.Failure is null ? 0 : 1;
            wereKnown += line.WasKnown == true ? 1 : 0;
            asksOld += line.WasKnown is null ? 0 : 1;
            right += line.WasRight ? 1 : 0;
            leftOut += line.Tests.Count(test => test.LeftOut is not null);
            contradicted += line.Tests.Count(test => test.Contradicted is not null);
            cut += line.Cut;
        }

        atEnd?.Dispose();
        var steps = folder.Steps.Read().ToList();
        var checkpoints = Checkpoints(folder, plan, steps);
        var summary = new RunSummary
        {
            Plan = plan,
            Cases = total,
            Failed = failed,
            Known = asksOld == 0 ? null : wereKnown,
            AlreadyRight = right,
            LeftOut = leftOut,
            Contradicted = contradicted,
            Cut = cut,
            Metrics = InOrder([.. all.Metrics(), .. StepFigures.Of(steps, measures.Unedited, plan.Protocol == RunProtocol.Sequential)]),
            KnownMetrics = wereKnown == 0 || wereKnown == total ? [] : known.Metrics(),
            Relations = [.. relations.OrderByDescending(pair => pair.Value.Cases).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new RelationSummary(pair.Key, pair.Value.Cases, pair.Value.Before.Means(), pair.Value.Last.Means()))],
            Checkpoints = checkpoints,
            PerplexityText = measures.Text,
            PerplexityBefore = measures.Unedited.GetValueOrDefault(DistributionMetrics.Perplexity.Name, double.NaN),
            PerplexityAfter = plan.Protocol == RunProtocol.Sequential ? steps[^1].Perplexity : Median([.. steps.Select(step => step.Perplexity)]),
        };
        return summary with { Alarms = [.. Alarms(summary, steps)] };
    }

    private static IReadOnlyList<MetricSummary> InOrder(IReadOnlyList<MetricSummary> figures)
    {
        var byName = figures.ToDictionary(figure => figure.Name, StringComparer.Ordinal);
        return [.. MetricList.All.Select(metric => byName.GetValueOrDefault(metric.Name)).OfType<MetricSummary>()];
    }

    private static List<CheckpointSummary> Checkpoints(RunFolder folder, RunPlan plan, List<StepRecord> steps)
    {
        var checkpoints = new SortedDictionary<int, MetricTally>();
        foreach (var line in folder.Retention.Read())
        {
            if (!checkpoints.TryGetValue(line.Checkpoint, out var tally))
                checkpoints[line.Checkpoint] = tally = new MetricTally();
            tally.Add(line.Metrics);
        }

        return [.. checkpoints.Select(pair =>
        {
            var step = steps[Math.Min(steps.Count, (pair.Key + plan.Batch - 1) / plan.Batch) - 1];
            return new CheckpointSummary(
                pair.Key,
                MetricList.All.Select(metric => (metric.Name, Value: pair.Value.Estimate(metric.Name) ?? (step.Figures.TryGetValue(metric.Name, out var value) ? new CaseMean(value, null, null, 1) : null)))
                    .Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value!),
                step.Perplexity,
                step.Weights.Select(weight => weight.Drift).DefaultIfEmpty(0).Max());
        })];
    }

    private static IEnumerable<string> Alarms(RunSummary summary, List<StepRecord> steps)
    {
        if (summary.Cases < FewCases)
            yield return FormattableString.Invariant($"Only {summary.Cases} cases: the intervals are wide, and small differences can not be told.");
        var limit = CollapsedPerplexity * summary.PerplexityBefore;
        var collapsed = steps.Where(step => step.Perplexity is not { } value || value > limit).ToList();
        if (collapsed.Count > 0)
        {
            var when = summary.Plan.Protocol == RunProtocol.Sequential ? $", first after {collapsed[0].Edits} edits" : "";
            yield return FormattableString.Invariant($"Collapse: in {collapsed.Count} of {steps.Count} states the perplexity on fixed text is more than {CollapsedPerplexity} times the unedited model's{when}.");
        }

        var drift = steps.SelectMany(step => step.Weights).Select(weight => weight.Drift).DefaultIfEmpty(0).Max();
        if (drift > ManyNorms)
            yield return FormattableString.Invariant($"A weight has moved by {drift:0.0} times its own norm: the model is another one there.");
        if (summary.Failed > 0)
            yield return $"{summary.Failed} cases could not be edited and are scored as the unedited model.";
        if (summary.Known is { } known && known < summary.Cases)
            yield return $"The unedited model does not know {summary.Cases - known} of the {summary.Cases} facts: read the figures over those that it knows beside the others.";
        if (summary.AlreadyRight > 0)
            yield return $"The unedited model gives the new answer already in {summary.AlreadyRight} cases.";
        if (summary.LeftOut > 0)
            yield return $"{summary.LeftOut} questions do not count: their line in cases.jsonl says why.";
        if (summary.Contradicted > 0)
            yield return $"{summary.Contradicted} questions have an answer that another edit in the same model changes: --audit leaves them out.";
        if (summary.Cut > 0)
            yield return $"{summary.Cut} questions were too long for the model's context and lost their beginning.";
    }

    /// <summary>The median; values that are no numbers count as the largest.</summary>
    private static double? Median(double?[] values)
    {
        var sorted = values.OrderBy(value => value ?? double.PositiveInfinity).ToArray();
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    /// <summary>The figures of all states over some cases.</summary>
    private sealed class States
    {
        private readonly MetricTally prompted = new(), after = new(), change = new(), atEnd = new();
        private bool hasEnd;

        public int Cases { get; private set; }

        public MetricTally Before { get; } = new();

        public MetricTally Last => hasEnd ? atEnd : after;

        public void Add(CaseRecord line, IReadOnlyDictionary<string, double>? last)
        {
            Cases++;
            Before.Add(line.Before);
            prompted.Add(line.Prompted);
            after.Add(line.After);
            change.AddDifference(line.Before, last ?? line.After);
            if (last is null)
                return;
            hasEnd = true;
            atEnd.Add(last);
        }

        public IReadOnlyList<MetricSummary> Metrics()
        {
            return [.. MetricList.All.Select(metric => metric.Name).Where(name => Before.Mean(name) is not null).Select(name =>
                new MetricSummary(name, Before.Estimate(name)!, prompted.Estimate(name), after.Estimate(name)!, change.Difference(name), hasEnd ? atEnd.Estimate(name) : null))];
        }
    }
}
