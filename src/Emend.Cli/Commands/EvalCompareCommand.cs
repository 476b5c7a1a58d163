using System.CommandLine;
using Emend.Cli.Output;
using Emend.Evaluation.Reports;
using Emend.Evaluation.Runs;

namespace Emend.Cli.Commands;

/// <summary><c>emend eval compare</c>: finished runs side by side, on the same cases.</summary>
internal static class EvalCompareCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folders") { Description = "The folders of finished runs, the one to compare with first.", HelpName = "folder...", Arity = new ArgumentArity(2, 100) };
        var output = new Option<string?>("--out") { Description = "Also write the comparison as one page.", HelpName = "FILE" };
        var command = new TaughtCommand("compare", "Hold finished runs against each other on the same cases, with p-values.",
            "emend eval compare runs/rome runs/memit",
            "emend eval compare runs/rome runs/memit runs/ft --out comparison.html")
        { folders, output };
        command.SetAction(result =>
        {
            var invocation = Invocation.From(result);
            var comparison = RunComparison.Of([.. result.GetRequiredValue(folders).Select(invocation.FullPath)], invocation.Seed);
            var page = result.GetValue(output) is { } file ? invocation.FullPath(file) : null;
            if (page is not null) ComparisonReport.Write(comparison, page);
            CompareTable.Print(invocation, comparison, [], page);
            return ExitCode.Done;
        });
        return command;
    }
}
