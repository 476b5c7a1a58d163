using Emend.Cli.Output;
using Emend.Editing.Methods;
using Emend.Editing.Requests;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Ledger;
using Emend.Proof;

namespace Emend.Cli.Editing;

/// <summary>Computes edits again on a state that they were not computed on.</summary>
internal static class Rebase
{
    /// <summary>Makes sure that the edits can be computed again: a ledger does not keep the statistics files that they were computed with.</summary>
    public static void RequirePossible(EditLedger ledger, IReadOnlyList<LedgerCommit> commits, string? statisticsFile)
    {
        foreach (var commit in commits)
        {
            if (ledger.Load(commit).Record.Statistics is { } hash && (statisticsFile is null || MethodSetup.HashOf(statisticsFile) != hash))
                throw new InvalidOperationException($"The edit {ledger.Shorten(commit)} was computed with a statistics file of its own (SHA-256 {hash[..12]}…): give that file with --statistics, or revert without --rebase.");
        }
    }

    /// <summary>Takes edits back, the newest first, and computes each again in its old order with the same method, options and facts.</summary>
    public static async Task<IReadOnlyList<RevertReport.Rebase>> RunAsync(Invocation invocation, IReadOnlyList<LedgerCommit> commits, string? statisticsFile, CancellationToken cancel)
    {
        var working = WorkingModel.Open(invocation);
        var ledger = working.RequireLedger();
        var known = KnownFacts.Beside(working.Original);
        var records = commits.Select(commit => ledger.Load(commit).Record).ToList();
        foreach (var commit in commits.Reverse()) ledger.Revert(commit.Id, "rebase", cancel);

        var replaced = new List<RevertReport.Rebase>();
        for (var i = 0; i < commits.Count; i++)
        {
            IReadOnlyList<Edit> earlier = [.. ledger.InForce().Select(ledger.Load)];
            var current = working.With(ledger.InForce());
            var commit = ledger.Append(await ComputeAsync(invocation, working, current, earlier, records[i], known, statisticsFile, cancel).ConfigureAwait(false), cancel);
            replaced.Add(new RevertReport.Rebase(commits[i].Id, commit.Id));
        }

        return replaced;
    }

    private static async Task<Edit> ComputeAsync(Invocation invocation, WorkingModel working, LanguageModel current, IReadOnlyList<Edit> earlier, EditRecord record, KnownFacts? known, string? statisticsFile, CancellationToken cancel)
    {
        var method = MethodList.Find(record.Method);
        var options = OptionSet.FromJson(method.Defaults(current), record.Options);
        var inputs = method.Prepare(current, options, new MethodInputs
        {
            Templates = record.Templates is { } texts ? new ContextTemplates(texts) : null,
            Statistics = new SecondMoments(working.Original, record.Statistics is null ? null : statisticsFile),
            Earlier = earlier,
            Seed = record.Seed ?? invocation.Seed,
        });
        var proof = EditProof.Begin(current, [.. record.Requests.Select(request => new RequestedEdit(request))], known, cancel);
        var edit = await method.Create(current, options, inputs).EditAsync(record.Requests, cancel: cancel).ConfigureAwait(false);
        return edit.WithRecord(edit.Record with
        {
            Requests = record.Requests,
            Checks = proof.Complete(current.With(edit), cancel),
            Model = record.Model,
            ModelHash = record.ModelHash,
            Seed = record.Seed ?? invocation.Seed,
            Templates = record.Templates,
            Statistics = record.Statistics,
            Note = record.Note,
        });
    }
}
