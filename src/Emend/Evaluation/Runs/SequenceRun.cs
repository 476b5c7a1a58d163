using Emend.Evaluation.Cases;
using Emend.Tensors.Kernels;

namespace Emend.Evaluation.Runs;

/// <summary>Edits one after another into the same model, and asks all earlier cases again at checkpoints.</summary>
internal sealed class SequenceRun
{
    private const int CasesTogether = 16;

    private readonly RunContext context;
    private readonly RunMethod method;
    private readonly WeightDrift drift;
    private readonly SortedSet<string> moved = new(StringComparer.Ordinal);
    private LanguageModel state;
    private Edit? carried; // what the edits so far hand on, without their changes

    public SequenceRun(RunContext context, RunMethod method)
    {
        this.context = context;
        this.method = method;
        drift = new WeightDrift(context.Model);
        state = context.Model;
    }

    /// <summary>Runs, or goes on.</summary>
    /// <param name="cases">The cases, the same each time that they are enumerated.</param>
    /// <param name="questions">Makes a case's questions.</param>
    /// <param name="cancel">Stops the run between two passes.</param>
    public void Run(IEnumerable<EditCase> cases, Func<EditCase, int, CaseQuestions> questions, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(context.Folder.EditPath(0))!);
        var batch = context.Plan.Batch;
        var together = Math.Max(1, CasesTogether / batch);
        var edits = 0;
        foreach (var chunk in cases.Select(questions).Chunk(batch * together).Index())
        {
            var steps = chunk.Item.Chunk(batch).Select((of, i) => (Number: (chunk.Index * together) + i, Of: of)).ToArray();
            var groups = steps.Chunk(Math.Max(1, CaseQuestions.AskedTogether / batch)).Where(group => group[^1].Number >= context.Folder.StepsDone).ToArray();
            Threads.Share(groups.Length, i => CaseQuestions.AskUnedited(context.Model, context.Measures, [.. groups[i].SelectMany(step => step.Of)], cancel));

            foreach (var (number, of) in steps)
            {
                edits += of.Sum(one => one.Requests.Count);
                if (number < context.Folder.StepsDone)
                    Repeat(number);
                else
                    Do(number, of, edits, cancel);
                var done = of[^1].Place + 1;
                if (IsCheckpoint(of))
                    AskEarlier(cases.Take(done).Select(questions), done, cancel);
            }
        }
    }

    /// <summary>Whether all earlier cases are asked again after a step.</summary>
    private bool IsCheckpoint(CaseQuestions[] step)
    {
        var done = step[^1].Place + 1;
        return done == context.Total || context.Plan.Checkpoints.Any(at => at > done - step.Length && at <= done);
    }

    /// <summary>Applies an edit of a run that was stopped.</summary>
    private void Repeat(int number)
    {
        var path = context.Folder.EditPath(number);
        if (!File.Exists(path))
            return; // the method could not do this step
        var edit = Edit.Load(path);
        Take(edit, state.With(edit));
    }

    private void Do(int number, CaseQuestions[] cases, int edits, CancellationToken cancel)
    {
        var step = new RunStep(number, cases, state);
        step.Compute(method.For(state, carried is null ? [] : [carried]), cancel);
        step.Ask(context.Measures, cancel);
        var path = context.Folder.EditPath(number);
        if (step.Edit is null)
        {
            File.Delete(path);
        }
        else
        {
            step.Edit.Save(path);
            Take(step.Edit, step.State);
        }

        context.Write(step, context.Record(number, edits, state, IsCheckpoint(cases), drift.Of(state, step.Edit, moved), cancel));
    }

    private void Take(Edit edit, LanguageModel edited)
    {
        moved.UnionWith(edit.Deltas.Select(delta => delta.Weight));
        state = edited;
        if (edit.Carry.Count > 0)
            carried = new Edit(edit.Record, [], CarriedTensor.Merge([.. carried?.Carry ?? [], .. edit.Carry]));
    }

    /// <summary>Asks all cases so far again, those of them that a stopped run has not asked yet.</summary>
    private void AskEarlier(IEnumerable<CaseQuestions> cases, int checkpoint, CancellationToken cancel)
    {
        var batch = context.Plan.Batch;
        var together = batch * Math.Max(1, CasesTogether / batch);
        var asked = context.Folder.Retention.Read().Count(line => line.Checkpoint == checkpoint);
        foreach (var chunk in cases.Zip(context.Folder.Cases.Read()).Chunk(together).Index())
        {
            if ((chunk.Index + 1) * together <= asked)
                continue;
            foreach (var (one, record) in chunk.Item)
                one.Recall(record);
            var groups = chunk.Item.Chunk(Math.Max(batch, CaseQuestions.AskedTogether)).ToArray();
            var figures = new IReadOnlyDictionary<string, double>[groups.Length][];
            Threads.Share(groups.Length, i => figures[i] = ReferenceEquals(state, context.Model) ? [.. groups[i].Select(pair => pair.Second.Before)] : Figures([.. groups[i].Select(pair => pair.First)]));
            foreach (var ((one, _), values) in groups.SelectMany(group => group).Zip(figures.SelectMany(group => group)))
            {
                if (one.Place >= asked)
                    context.Folder.Retention.Append(new RetentionRecord(checkpoint, one.Place, values));
            }

            context.Report($"asking earlier cases again after {checkpoint}");
        }

        IReadOnlyDictionary<string, double>[] Figures(CaseQuestions[] group)
        {
            var answers = CaseQuestions.Ask(state, group, cancel);
            return [.. group.Select((one, i) => one.Figures(answers[i], context.Measures.Of(state, one.Case, one.Divergences(answers[i]), cancel)))];
        }
    }
}
