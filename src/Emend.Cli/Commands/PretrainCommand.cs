using System.CommandLine;
using System.Globalization;
using Emend.Cli.Output;
using Emend.Pretraining;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend pretrain</c>: trains a model from scratch on a world of facts.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe: a JSON file that names the folder of the facts and every setting." };
        var output = new Option<string>("--out") { Description = "The folder that becomes the model's. A checkpoint in it is gone on with.", HelpName = "FOLDER", Required = true };
        var command = new TaughtCommand("pretrain", "Train a model from scratch on a world of facts.",
            "emend pretrain assets/atlas/recipe.json --out my-atlas")
        {
            Explanation = "Makes the text and the tokenizer, trains, evaluates what is known as it goes, and writes a Hugging Face folder with log, loss plot and model card. "
                + "It can be stopped and started again at any moment: it goes on from its last checkpoint to the same bytes. The number of threads changes nothing in the result.",
        };
        command.Add(recipe);
        command.Add(output);
        command.SetAction((result, cancel) => Task.Run(() => Run(Invocation.From(result), result.GetValue(recipe)!, result.GetValue(output)!, cancel), CancellationToken.None));
        return command;
    }

    private static int Run(Invocation invocation, string recipe, string output, CancellationToken cancel)
    {
        var folder = invocation.FullPath(output);
        var report = Train(invocation.Terminal, invocation.FullPath(recipe), folder, cancel);
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, new PretrainReport(JsonReport.Schema, folder, report.Step, report.Tokens, report.Measures), JsonReport.Readable.PretrainReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("measure");
        table.AddColumn(new TableColumn("share").RightAligned()).AddColumn(new TableColumn("of").RightAligned()).AddColumn(new TableColumn("guessing").RightAligned());
        foreach (var measure in report.Measures)
            table.AddRow(Markup.Escape(measure.Name), Percent(measure.Share), $"{measure.Count}", measure.Guessing is { } guessing && measure.Count > 0 ? Percent(guessing / (double)measure.Count) : "");
        invocation.Terminal.Output.Write(table);
        return ExitCode.Done;
    }

    private static EvaluationReport Train(Terminal terminal, string recipe, string folder, CancellationToken cancel)
    {
        if (terminal.Quiet) return Pretrainer.Run(recipe, folder, null, cancel);
        return terminal.Error.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => Pretrainer.Run(recipe, folder, new Bar(context.AddTask("reading")), cancel));
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private sealed class Bar(ProgressTask task) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value)
        {
            task.MaxValue = Math.Max(1, value.Steps);
            task.Value = value.Step;
            task.Description = value.Phase == "training"
                ? string.Create(CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}, epoch {value.Epoch}, loss {value.Loss:0.000}, {value.TokensPerSecond:0} tokens/s, {value.TimeLeft:hh\\:mm\\:ss} left")
                : value.Phase;
        }
    }
}
