using System.Diagnostics;
using Emend.Cli.Output;
using Emend.Editing;
using Emend.Editing.Interference;
using Emend.Editing.Requests;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Ledger;
using Emend.Proof;
using Emend.Tensors.Kernels;

namespace Emend.Cli.Editing;

/// <summary>One run of <c>emend edit</c>: ask before, edit, ask after, commit, report.</summary>
internal sealed class EditRun
{
    private const int MostWarnings = 5;

    private readonly Invocation invocation;
    private readonly EditOrder order;
    private readonly Stopwatch total = Stopwatch.StartNew();

    private EditRun(Invocation invocation, EditOrder order)
    {
        this.invocation = invocation;
        this.order = order;
    }

    public static Task<int> StartAsync(Invocation invocation, EditOrder order, CancellationToken cancel) => new EditRun(invocation, order).RunAsync(cancel);

    private async Task<int> RunAsync(CancellationToken cancel)
    {
        var edits = order.LastWins ? RequestConflicts.LastWins(Edits(), edit => edit.Request) : Edits();
        if (!order.LastWins) RefuseConflicts(edits);
        var setup = new MethodSetup(invocation, order);
        var working = WorkingModel.Open(invocation);
        setup.RequireEdits(working.Original);
        var earlier = working.Loaded();
        var current = earlier.Aggregate(working.Original, (model, one) => model.With(one));

        EditProof proof;
        Edit edit;
        TimeSpan precompute, computing;
        IReadOnlyList<EditCheck> checks;
        var finished = edits.Count > 1 ? new FinishedValues(Path.Combine(UserFolders.Cache, "unfinished-edits")) : null;
        var observer = Observer(finished, out var progress);
        IReadOnlyList<InterferenceWarning> interference;
        using (progress)
        {
            progress.Show("asking the model as it is");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var beside = edits.Count == 1 && Threads.Count > 1 && current.IsSmall ? Task.Run(() => PrepareAndComputeAsync(stop.Token), cancel) : null;
            KnownFacts? known;
            try
            {
                known = KnownFacts.Beside(working.Original);
                proof = EditProof.Begin(current, edits, known, cancel);
                RefuseKnown(proof);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                if (beside is not null) await ((Task)beside).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what it found does not matter any more
                throw;
            }

            (edit, precompute, computing) = await (beside ?? PrepareAndComputeAsync(cancel)).ConfigureAwait(false);
            progress.Show("asking the edited model");
            if (edit.Record.Requests.Count < proof.Requests.Count)
                proof = EditProof.Begin(current, [.. edits.Where(one => edit.Record.Requests.Contains(one.Request))], known, cancel);
            checks = proof.Complete(current.With(edit), cancel);
            interference = InterferenceCheck.Find(current, edit, [.. earlier.SelectMany(one => one.Record.Requests)], Probes(checks), setup.Statistics!, cancel);
        }

        edit = edit.WithRecord(setup.Note(edit.Record) with
        {
            Requests = proof.Requests,
            Checks = checks,
            Weights = edit.Record.Weights.Count > 0 ? edit.Record.Weights : [.. edit.Deltas.Select(delta => WeightMeasure.Of(delta, current))],
            Model = working.Name,
            ModelHash = working.Original.Hash,
            Parent = working.Ledger?.Head?.Id,
            Note = order.Note,
        });
        foreach (var warning in (IEnumerable<string>)[.. setup.Warnings, .. observer.Warnings, .. Sentences(interference)])
            invocation.Terminal.Note(warning);
        if (order.ValuesFile is { } valuesFile) WriteValues(observer, invocation.FullPath(valuesFile));
        if (order.EditFile is { } editFile) edit.Save(invocation.FullPath(editFile));
        cancel.ThrowIfCancellationRequested();
        var ledger = order.DryRun ? null : working.CreateLedger(cancel);
        if (ledger is not null && ledger.Head?.Id != edit.Record.Parent)
            throw new InvalidOperationException("Another process committed to the ledger while this edit was computed: nothing was committed; run the command again.");
        var commit = ledger?.Append(edit, cancel);
        finished?.Clear();

        var report = new EditReport(
            JsonReport.Schema, commit?.Id, working.Original.Name, edit.Record.Method, edit.Record.Options, Requests(proof, checks), checks, proof.Notes, interference,
            new EditReport.Times(total.Elapsed.TotalSeconds, precompute.TotalSeconds, computing.TotalSeconds),
            Process.GetCurrentProcess().PeakWorkingSet64, WeightReport.Of(edit, current));
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.EditReport);
        else Print(report, ledger, commit);
        return checks.All(check => check.Passed) ? ExitCode.Done : ExitCode.CheckMissed;

        async Task<(Edit Edit, TimeSpan Preparing, TimeSpan Computing)> PrepareAndComputeAsync(CancellationToken cancel)
        {
            progress.Show("preparing the method");
            var start = total.Elapsed;
            var editor = setup.Prepare(working.Original, current, earlier);
            var prepared = total.Elapsed;
            var computed = await ComputeAsync(editor, [.. edits.Select(one => one.Request)], observer, cancel).ConfigureAwait(false);
            return (computed, prepared - start, total.Elapsed - prepared);
        }
    }

    private IReadOnlyList<RequestedEdit> Edits()
    {
        if (order.Edit is not null && order.RequestsFile is not null)
            throw new UsageException("There are a prompt and --requests: give one of them.");
        if (order.Edit is { } edit) return [edit];
        return order.RequestsFile is { } file
            ? RequestFile.Read(invocation.FullPath(file))
            : throw new UsageException("There is nothing to edit: give a prompt and a target, as in `emend edit \"The mother tongue of [Danielle Darrieux] is\" English`, or --requests FILE.");
    }

    private static void RefuseConflicts(IReadOnlyList<RequestedEdit> edits)
    {
        try
        {
            RequestConflicts.Refuse([.. edits.Select(edit => edit.Request)]);
        }
        catch (FormatException error)
        {
            throw new UsageException(error.Message + " Or write the last with --last-wins.");
        }
    }

    /// <summary>The gravest warnings, and how many more there are.</summary>
    private static IEnumerable<string> Sentences(IReadOnlyList<InterferenceWarning> warnings)
    {
        foreach (var warning in warnings.OrderByDescending(warning => warning.Share).Take(MostWarnings)) yield return warning.ToString();
        if (warnings.Count > MostWarnings) yield return $"{warnings.Count - MostWarnings} more new facts have such keys: --json lists them.";
    }

    /// <summary>The questions whose answers shall stay.</summary>
    private static IReadOnlyList<string> Probes(IReadOnlyList<EditCheck> checks) =>
        [.. checks.Where(check => !QuestionKind.AsksForEdit(check.Kind) && check.Kind != QuestionKind.Perplexity).Select(check => check.Prompt)];

    /// <summary>An edit that would change nothing is most likely a mistake; in a file some facts may be right already.</summary>
    private void RefuseKnown(EditProof proof)
    {
        var known = proof.Requests.Where((request, i) => AnswerText.Matches(proof.Before[i].Answer, request.Target)).ToList();
        if (known.Count == proof.Requests.Count)
            throw new InvalidOperationException($"The model answers \"{known[0].Target}\" to \"{known[0].Text}\" already: there is nothing to edit.");
        foreach (var request in known) invocation.Terminal.Note($"The model answers \"{request.Target}\" to \"{request.Text}\" already.");
    }

    private async Task<Edit> ComputeAsync(IEditor editor, IReadOnlyList<EditRequest> requests, EditObserver observer, CancellationToken cancel)
    {
        try
        {
            return await editor.EditAsync(requests, observer, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (observer.Finished is { } finished && finished.Reused + finished.Written > 0)
        {
            invocation.Terminal.Note($"{finished.Reused + finished.Written} of {requests.Count} values are found and kept: the same command goes on with the others.");
            throw;
        }
    }

    private EditObserver Observer(FinishedValues? finished, out ProgressLine progress)
    {
        var line = progress = invocation.Terminal.Progress();
        return new EditObserver
        {
            Finished = finished,
            CollectValues = order.ValuesFile is not null,
            Progress = new Relay<EditProgress>(now => line.Show($"{now.Phase}: {now.Done} of at most {now.Total}")),
        };
    }

    private static void WriteValues(EditObserver observer, string path)
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, value) in observer.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.Add(name, value);
        writer.Save(path);
    }

    private static List<EditReport.Request> Requests(EditProof proof, IReadOnlyList<EditCheck> checks)
    {
        var after = checks.Where(check => check.Kind == QuestionKind.Rewrite).ToLookup(check => (check.Prompt, check.Expected), check => check.After!);
        return [.. proof.Requests.Select((request, i) =>
            new EditReport.Request(request.Prompt, request.Subject, request.Target, proof.Before[i], after[(request.Text, request.Target)].First()))];
    }

    private void Print(EditReport report, EditLedger? ledger, LedgerCommit? commit)
    {
        var terminal = invocation.Terminal;
        terminal.Output.Write(report.Requests.Count <= 3 || terminal.Verbose ? ProofTable.Draw(report.Checks) : ProofTable.Summary(report.Checks));
        foreach (var note in report.Notes) terminal.Text.WriteLine(note);
        terminal.Text.WriteLine($"{string.Join("; ", report.Weights)}.");
        terminal.Text.WriteLine($"{report.Method} took {Sizes.Seconds(report.Seconds.Edit)}, {Sizes.Seconds(report.Seconds.Total)} in all, at most {Sizes.Bytes(report.PeakBytes)} of memory.");
        terminal.Text.WriteLine(commit is null
            ? "A dry run: nothing was committed."
            : $"Committed as {ledger!.Shorten(commit)}. Take it back with: emend revert {ledger.Shorten(commit)}");
    }
}
