using System.CommandLine;
using Emend.Cli.Editing;
using Emend.Cli.Output;

namespace Emend.Cli.Commands;

/// <summary><c>emend revert</c>: takes a commit back.</summary>
internal static class RevertCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("commit") { Description = "The first digits of its name, or HEAD." };
        var rebase = new Option<bool>("--rebase") { Description = "Compute the edits that came after it on the same weights again, as if it had never been." };
        var statistics = new Option<string?>("--statistics") { Description = "With --rebase: the statistics file that the edits were computed with.", HelpName = "FILE" };
        var note = new Option<string?>("--note") { Description = "A remark, kept with the commit.", HelpName = "TEXT" };
        var command = new TaughtCommand("revert", "Take a commit back, whichever place it has.",
            "emend revert HEAD",
            "emend revert 3f2a91c --note \"the source was wrong\"",
            "emend revert 3f2a91c --rebase")
        { name, rebase, statistics, note };
        command.Explanation = "Taking a commit back is a new commit; nothing is deleted, and reverting the revert puts the edit in force again. Without edits the weights are the original ones bit for bit. "
            + "Edits that were computed on top of the commit stay as they are; their facts and probes are asked again, and the exit code is 3 if one misses.";
        command.SetAction((result, cancel) => RunAsync(Invocation.From(result), result.GetRequiredValue(name), result.GetValue(rebase), result.GetValue(statistics), result.GetValue(note), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation, string name, bool rebase, string? statistics, string? note, CancellationToken cancel)
    {
        var ledger = LedgerChoice.Open(invocation);
        var target = LedgerChoice.Commit(ledger, name);
        var later = ledger.LaterOnSameWeights(target);
        var statisticsFile = statistics is null ? null : invocation.FullPath(statistics);
        if (rebase) Rebase.RequirePossible(ledger, later, statisticsFile);
        var commit = ledger.Revert(target.Id, note, cancel);
        IReadOnlyList<RevertReport.Rebase> rebased = rebase && later.Count > 0 ? await Rebase.RunAsync(invocation, later, statisticsFile, cancel).ConfigureAwait(false) : [];

        IReadOnlyList<TestReport.Question> checks = [];
        if (later.Count > 0)
        {
            var working = WorkingModel.Open(invocation);
            ledger = working.RequireLedger();
            var affected = rebased.Count > 0 ? rebased.Select(one => one.To) : later.Select(one => one.Id);
            checks = Retest.Ask(working.Current(), Retest.Questions(ledger, affected.Select(id => ledger[id])), cancel);
        }

        var report = new RevertReport(
            JsonReport.Schema, commit.Id, target.Id, commit.Title, [.. ledger.InForce().Select(one => one.Id)], [.. later.Select(one => one.Id)], rebased, checks);
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.RevertReport);
        else Print(invocation.Terminal, report, id => ledger.Shorten(ledger[id]), id => ledger[id].Title);
        return checks.All(question => question.Passed) ? ExitCode.Done : ExitCode.CheckMissed;
    }

    private static void Print(Terminal terminal, RevertReport report, Func<string, string> shorten, Func<string, string> title)
    {
        var text = terminal.Text;
        text.WriteLine($"Took back {shorten(report.Reverts)}: {title(report.Reverts)}");
        text.WriteLine(report.InForce.Count == 0
            ? "No edit is in force: the model is the original, bit for bit."
            : $"{report.InForce.Count} {(report.InForce.Count == 1 ? "edit is" : "edits are")} in force.");
        if (report.Later.Count > 0)
        {
            text.WriteLine(report.Rebased.Count > 0
                ? $"Computed again without it: {string.Join(", ", report.Rebased.Select(one => $"{shorten(one.From)} as {shorten(one.To)}"))}."
                : $"Computed on top of it and left as they are: {string.Join(", ", report.Later.Select(shorten))}. `emend revert … --rebase` would compute them again.");
            var missed = report.Checks.Where(question => !question.Passed).ToList();
            if (missed.Count > 0) terminal.Output.Write(TestTable.Draw(missed, shorten));
            text.WriteLine($"Of their {report.Checks.Count} facts and probes, {report.Checks.Count - missed.Count} hold.");
        }

        text.WriteLine($"Committed as {shorten(report.Commit)}. Undo it with: emend revert {shorten(report.Commit)}");
    }
}
