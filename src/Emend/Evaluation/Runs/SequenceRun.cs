using Emend.Evaluation.Cases;

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
            var steps = chunk.Item.Chunk(batch).Select((of, i) => (Number: (chunk.Index * together) + i, Cases: of)).ToArray();
            if (steps[^1].Number >= context.Folder.StepsDone)
                CaseQuestions.AskUnedited(context.Model, chunk.Item, cancel);

            foreach (var (number, of) in steps)
            {
                edits += of.Sum(one => one.Requests.Count);
                if (number < context.Folder.StepsDone)
                    Repeat(number);
                else
                    Do(number, of, edits, cancel);
                var done = of[^1].Place + 1;
                if (done == context.Total || context.Plan.Checkpoints.Any(at => at > done - of.Length && at <= done))
                    AskEarlier(cases.Take(done).Select(questions), done, cancel);
            }
        }
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
        step.Compute(method.For(state), cancel);
        step.Ask(cancel);
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

        context.Write(step, new StepRecord(number, edits, context.Perplexity.Of(state, cancel), drift.Of(state, step.Edit, moved)));
    }

    private void Take(Edit edit, LanguageModel edited)
    {
        moved.UnionWith(edit.Deltas.Select(delta => delta.Weight));
        state = edited;
    }

    /// <summary>Asks all cases so far again, those of them that a stopped run has not asked yet.</summary>
    private void AskEarlier(IEnumerable<CaseQuestions> cases, int checkpoint, CancellationToken cancel)
    {
        var asked = context.Folder.Retention.Read().Count(line => line.Checkpoint == checkpoint);
        foreach (var chunk in cases.Zip(context.Folder.Cases.Read()).Chunk(CasesTogether).Index())
        {
            if ((chunk.Index + 1) * CasesTogether <= asked)
                continue;
            var again = Array.ConvertAll(chunk.Item, pair => pair.First);
            foreach (var (one, record) in chunk.Item)
                one.Recall(record);
            var answers = CaseQuestions.Ask(state, again, cancel);
            for (var i = 0; i < again.Length; i++)
            {
                if (again[i].Place >= asked)
                    context.Folder.Retention.Append(new RetentionRecord(checkpoint, again[i].Place, again[i].Figures(answers[i])));
            }

            context.Report($"asking earlier cases again after {checkpoint}");
        }
    }
}
