using System.CommandLine;
using Emend.Cli.Editing;
using Emend.Cli.Output;
using Emend.Ledger;
using Emend.Proof;
using Emend.Tensors.Operations;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend diff</c>: what two states answer differently, and how their weights differ.</summary>
internal static class DiffCommand
{
    private const string Original = "original";
    private const int Probes = 400;
    private const int Shown = 40;

    public static Command Create()
    {
        var first = new Argument<string>("a") { Description = "A state: a commit, or original." };
        var second = new Argument<string?>("b") { Description = "The other state. Default: with all edits in force.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = $"Ask every fact that the model is known to know, not only {Probes} of them and those about edited subjects." };
        var command = new TaughtCommand("diff", "Show what two states of the model answer differently, and how their weights differ.",
            "emend diff original",
            "emend diff HEAD~1 HEAD",
            "emend diff original --all --json")
        { first, second, all };
        command.SetAction((result, cancel) => Task.FromResult(Run(Invocation.From(result), result.GetRequiredValue(first), result.GetValue(second), result.GetValue(all), cancel)));
        return command;
    }

    private static int Run(Invocation invocation, string first, string? second, bool all, CancellationToken cancel)
    {
        var working = WorkingModel.Open(invocation);
        var ledger = working.RequireLedger();
        var (from, fromName) = State(working, first);
        var (to, toName) = second is null ? (working.Edits, ledger.Head?.Id ?? Original) : State(working, second);
        var (before, after) = (working.With(from), working.With(to));

        var commits = from.Union(to).ToList();
        var known = KnownFacts.Beside(working.Original);
        var subjects = commits.SelectMany(commit => ledger.Load(commit).Record.Requests).Select(request => request.Subject).ToHashSet();
        var questions = Retest.Questions(ledger, commits).Select(one => one.Question)
            .Concat(known?.Probes(subjects, all ? int.MaxValue : Probes) ?? [])
            .DistinctBy(question => question.Prompt).ToList();
        var differences = StateDifference.Between(before, after, questions, cancel);
        var report = new DiffReport(
            JsonReport.Schema, fromName, toName, questions.Count,
            [.. differences.Select(one => new DiffReport.Difference(one.Question.Kind, one.Question.Prompt, one.Question.Expected, one.From, one.To))],
            Weights(before, after, commits.SelectMany(commit => commit.Weights).Distinct()),
            known is null ? [$"No facts are known of {working.Original.Name}: only what was committed was asked."] : []);
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.DiffReport);
        else Print(invocation.Terminal, report);
        return ExitCode.Done;
    }

    private static (IReadOnlyList<LedgerCommit> Edits, string Name) State(WorkingModel working, string name)
    {
        if (name == Original) return ([], Original);
        var commit = LedgerChoice.Commit(working.RequireLedger(), name);
        return (working.RequireLedger().InForce(commit), commit.Id);
    }

    private static List<DiffReport.Weight> Weights(LanguageModel from, LanguageModel to, IEnumerable<string> names)
    {
        var weights = new List<DiffReport.Weight>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var before = from.Weight(name).ToFloat32();
            var norm = WeightDelta.Full(name, to.Weight(name).ToFloat32() - before).Norm;
            if (norm > 0) weights.Add(new DiffReport.Weight(name, norm, norm / WeightDelta.Full(name, before).Norm));
        }

        return weights;
    }

    private static void Print(Terminal terminal, DiffReport report)
    {
        if (report.Differences.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("", "asked", Name(report.From), Name(report.To));
            foreach (var one in report.Differences.Take(terminal.Verbose ? int.MaxValue : Shown))
                table.AddRow($"[grey]{ProofTable.Title(one.Kind)}[/]", Markup.Escape(one.Prompt), Markup.Escape(one.From.Answer), Markup.Escape(one.To.Answer));
            terminal.Output.Write(table);
        }

        if (report.Differences.Count > Shown && !terminal.Verbose) terminal.Text.WriteLine($"… and {report.Differences.Count - Shown} more: -v shows all.");
        terminal.Text.WriteLine($"{report.Differences.Count} of {report.Asked} questions are answered differently.");
        foreach (var weight in report.Weights) terminal.Text.WriteLine($"{weight.Name} differs by {100 * weight.RelativeNorm:0.##} % of its norm.");
        if (report.Weights.Count == 0) terminal.Text.WriteLine("No weight differs.");
        foreach (var note in report.Notes) terminal.Text.WriteLine(note);
    }

    private static string Name(string state) => state == Original ? state : state[..7];
}
