using System.CommandLine;
using Emend.Cli.Output;
using Emend.Ledger;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend log</c>: the history of the ledger.</summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var command = new TaughtCommand("log", "List the ledger's commits, the newest first.", "emend log", "emend log --json -l my-project/.emend");
        command.SetAction(result => Run(Invocation.From(result)));
        return command;
    }

    private static int Run(Invocation invocation)
    {
        var ledger = LedgerChoice.Open(invocation);
        var inForce = ledger.InForce().Select(commit => commit.Id).ToHashSet();
        if (invocation.Json)
        {
            var commits = ledger.Commits.Reverse().Select(commit => LogReport.Describe(commit, commit.Kind == LedgerCommitKind.Edit ? inForce.Contains(commit.Id) : null)).ToList();
            JsonReport.Write(invocation.Terminal.Text, new LogReport(JsonReport.Schema, ledger.Folder, ledger.Model, ledger.ModelHash, commits, ledger.Problems), JsonReport.Readable.LogReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("commit", "when", "what", "");
        foreach (var commit in ledger.Commits.Reverse())
            table.AddRow($"[yellow]{ledger.Shorten(commit)}[/]", $"{commit.Created.ToLocalTime():yyyy-MM-dd HH:mm}", What(commit), State(commit, inForce));
        invocation.Terminal.Output.Write(table);
        foreach (var problem in ledger.Problems) invocation.Terminal.Note(problem);
        invocation.Terminal.Note($"{ledger.Folder}, for the model {ledger.Model}. `emend show COMMIT` tells one whole.");
        return ExitCode.Done;
    }

    private static string What(LedgerCommit commit) =>
        Markup.Escape(commit.Title) + (commit.Note is { Length: > 0 } note ? $" [grey]({Markup.Escape(note)})[/]" : "");

    private static string State(LedgerCommit commit, HashSet<string> inForce) =>
        commit.Kind == LedgerCommitKind.Revert ? "" : inForce.Contains(commit.Id) ? "[green]in force[/]" : "[grey]taken back[/]";
}
