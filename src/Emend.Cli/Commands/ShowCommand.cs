using System.CommandLine;
using Emend.Cli.Output;
using Emend.Ledger;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend show</c>: one commit whole.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("commit") { Description = "The first digits of its name, or HEAD. Default: the newest.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand("show", "Show one commit whole: what was asked for, how it was done, what was checked, which weights changed.",
            "emend show",
            "emend show 3f2a91c --json")
        { name };
        command.SetAction(result => Run(Invocation.From(result), result.GetValue(name) ?? "HEAD"));
        return command;
    }

    private static int Run(Invocation invocation, string name)
    {
        var ledger = LedgerChoice.Open(invocation);
        var commit = LedgerChoice.Commit(ledger, name);
        var edit = commit.Kind == LedgerCommitKind.Edit ? ledger.Load(commit) : null;
        var report = Describe(ledger, commit, edit);
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.ShowReport);
        else Print(invocation.Terminal, report);
        return ExitCode.Done;
    }

    private static ShowReport Describe(EditLedger ledger, LedgerCommit commit, Edit? edit) => new(
        JsonReport.Schema, commit.Id, commit.Parent, commit.Kind, commit.Reverts, commit.Title, commit.Created, commit.Note,
        edit?.Record.Method, edit?.Record.Options,
        edit is null ? null : [.. edit.Record.Requests.Select(request => new ShowReport.Fact(request.Prompt, request.Subject, request.Target))],
        edit?.Record.Checks,
        edit is null ? null : [.. edit.Deltas.Select(delta => new ShowReport.Change(delta.Weight, delta.Shape.ToArray(), delta.Rank, delta.Norm))],
        edit is null ? null : Path.Combine(ledger.Folder, "edits", commit.Id + ".safetensors"));

    private static void Print(Terminal terminal, ShowReport report)
    {
        var text = terminal.Text;
        terminal.Output.MarkupLine($"[yellow]{report.Commit}[/]");
        text.WriteLine($"{report.Created.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {report.Title}");
        if (report.Note is { Length: > 0 } note) text.WriteLine(note);
        if (report.Reverts is { } reverted) text.WriteLine($"Takes back {reverted}.");
        if (report.Method is null) return;

        text.WriteLine($"{report.Method}: {string.Join(", ", report.Options!.Select(option => $"{option.Key} = {option.Value.GetRawText()}"))}");
        if (report.Checks is { Count: > 0 } checks) terminal.Output.Write(ProofTable.Draw(checks));
        foreach (var weight in report.Weights!)
            text.WriteLine($"{weight.Name} [{string.Join(", ", weight.Shape)}] changes by {(weight.Rank is { } rank ? $"rank {rank}, " : "")}norm {weight.Norm:0.###}.");
        text.WriteLine($"The edit is in {report.File}.");
    }
}
