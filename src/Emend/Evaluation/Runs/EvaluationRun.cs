using System.Diagnostics;
using System.Text.Json;
using Emend.Editing;
using Emend.Evaluation.Audit;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Proof;
using Emend.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Evaluation.Runs;

/// <summary>
/// Runs a method over cases by a protocol and writes what happened to a folder, line by line. A run that was stopped at
/// any moment goes on where it was and ends in the same bytes, timings apart.
/// </summary>
public sealed class EvaluationRun
{
    private const int CasesTogether = 64; // that run side by side at most

    private readonly LanguageModel model;
    private readonly RunMethod method;
    private readonly RunPlan plan;
    private readonly IEnumerable<EditCase> source;
    private readonly string folderPath;
    private FurtherQuestions? further;

    /// <summary>Prepares a run.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="method">The method.</param>
    /// <param name="plan">What is run.</param>
    /// <param name="source">All cases of the data set; is enumerated several times and must give the same each time.</param>
    /// <param name="folder">Where the results go.</param>
    public EvaluationRun(LanguageModel model, RunMethod method, RunPlan plan, IEnumerable<EditCase> source, string folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Batch, 1);
        (this.model, this.method, this.plan, this.source, folderPath) = (model, method, plan, source, folder);
    }

    /// <summary>What the method did before the first edit, and how long it took; is written with the timings.</summary>
    public TimeSpan Preparation { get; init; }

    /// <summary>How questions over chains of facts are put.</summary>
    public MultiHopForm MultiHop { get; init; } = MultiHopForm.Bare;

    /// <summary>Reads the texts that consistency and essence compare with, once the run needs them; null for texts made of the model's own facts.</summary>
    public Func<CancellationToken, AttributeSnippets>? Snippets { get; init; }

    /// <summary>Is told of every case of the run as it is written, those of an earlier start first.</summary>
    public Action<CaseRecord>? OnCase { get; init; }

    private IEnumerable<EditCase> Cases => CaseSelection.Of(source.Where(IsEditable), plan.Limit, plan.Shuffle, plan.Seed).Select(one => further?.Add(one) ?? one);

    private bool IsSequence => plan.Protocol == RunProtocol.Sequential;

    /// <summary>Runs, or goes on, until all cases are done.</summary>
    /// <exception cref="IOException">Another run is writing to the folder.</exception>
    /// <exception cref="InvalidOperationException">The folder belongs to another plan, or there is no case.</exception>
    public Task<RunSummary> RunAsync(IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        Task.Run(() => Run(progress, cancel), cancel);

    private static bool IsEditable(EditCase one) => one.Edits.Count > 0 && one.Edits.All(edit => edit.WhyNoRequest is null);

    private RunSummary Run(IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        using var folder = RunFolder.Open(folderPath, plan);
        if (OnCase is not null)
        {
            foreach (var line in folder.Cases.Read())
                OnCase(line);
        }

        if (folder.IsFinished)
            return RunSummary.Read(folderPath);
        progress?.Report(new RunProgress("reading the cases", 0, 0, null));
        var known = KnownFacts.Beside(model);
        further = new FurtherQuestions(model, plan, known);
        if (Snippets is not null)
            progress?.Report(new RunProgress("reading the snippets", 0, 0, null));
        var measures = new StateMeasures(model, plan, known, Snippets?.Invoke(cancel), Cases, out var total);
        if (total == 0)
            throw new InvalidOperationException($"{plan.Dataset} has no case that {plan.Method} could edit.");
        folder.Prepared(new TimingRecord(-1, 0, Preparation.TotalSeconds, 0, Process.GetCurrentProcess().PeakWorkingSet64));
        var context = new RunContext(plan, model, folder, measures, total, progress, OnCase);
        if (IsSequence)
            new SequenceRun(context, method).Run(Cases, Questions(new ContaminationAudit(Cases)), cancel);
        else
            RunRestored(context, cancel);

        var summary = Summarizer.Summarize(folder, plan, measures, total);
        folder.Finish(JsonSerializer.SerializeToUtf8Bytes(summary, RunJson.Readable.RunSummary));
        Workspace.Trim(); // the next run of a recipe asks for other sizes
        return summary;
    }

    /// <summary>Runs steps that all start from the unedited model.</summary>
    private void RunRestored(RunContext context, CancellationToken cancel)
    {
        var restored = new RestoredWeights(model);
        var drift = new WeightDrift(model);
        var together = plan.Batch > 1 ? 1 : CasesTogether;
        var side = model.IsSmall || method.For(model, []) is ISeparateEditor ? CaseQuestions.AskedTogether : 1; // of a slow edit nothing shall be lost when others follow
        foreach (var chunk in Cases.Select((edit, place) => new CaseQuestions(place, edit, MultiHop)).Chunk(plan.Batch * together).Index())
        {
            var first = chunk.Index * together;
            if (plan.Batch > 1)
            {
                var audit = new ContaminationAudit(chunk.Item.Select(one => one.Case));
                Array.ForEach(chunk.Item, one => one.Audit(audit, plan.Audit));
            }

            // a group is edited and asked as a whole even if some of it is done, because what is computed side by side decides over rounding
            var groups = chunk.Item.Chunk(plan.Batch).Select((cases, i) => new RunStep(first + i, cases, model)).Chunk(side)
                .Where(group => group[^1].Number >= context.Folder.StepsDone).ToArray();
            if (groups.Length == 0)
                continue;
            var order = new OrderedWrites(Math.Max(groups[0][0].Number, context.Folder.StepsDone));
            if (model.IsSmall)
                Threads.Share(groups.Length, i => Do(groups[i]));
            else
                Array.ForEach(groups, Do);

            void Do(RunStep[] group)
            {
                RunStep.ComputeAll(group, context.Folder.StepsDone, () => method.For(model, []), cancel);
                CaseQuestions.AskUnedited(model, context.Measures, [.. group.SelectMany(step => step.Cases)], cancel);
                foreach (var step in group.Where(step => step.Number >= context.Folder.StepsDone))
                    Ask(step);
            }

            void Ask(RunStep step)
            {
                step.Ask(context.Measures, cancel);
                if (step.Edit is not null)
                    restored.Check(step.Edit);
                var moved = step.Edit?.Deltas.Select(delta => delta.Weight) ?? [];
                var edits = step.Edit is null ? 0 : step.Cases.Sum(one => one.Requests.Count);
                var record = context.Record(step.Number, edits, step.State, withAbility: true, drift.Of(step.State, step.Edit, moved), cancel);
                step.Release();
                order.Do(step.Number, () => context.Write(step, record));
            }
        }
    }

    /// <summary>Makes the questions of a sequence's cases, all of whose edits end up in one model.</summary>
    private Func<EditCase, int, CaseQuestions> Questions(ContaminationAudit audit) => (edit, place) =>
    {
        var questions = new CaseQuestions(place, edit, MultiHop);
        questions.Audit(audit, plan.Audit);
        return questions;
    };
}
