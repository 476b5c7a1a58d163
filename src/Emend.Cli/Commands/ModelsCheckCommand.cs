using System.CommandLine;
using Emend.Cli.Output;
using Emend.Models;
using Emend.Models.Reference;
using Emend.Tensors;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend models check</c>: whether a model computes what a reference says.</summary>
internal static class ModelsCheckCommand
{
    private const string ReferenceName = "golden.safetensors";

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The model's folder, or its name." };
        var reference = new Option<string?>("--reference")
        {
            Description = $"A safetensors file of reference values: inputs, and what the model computes with them. Default: {ReferenceName} in the folder, if it is there.",
            HelpName = "FILE",
        };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "The largest difference allowed, relative to the tensor's largest magnitude; gradients may have five times as much.",
            HelpName = "X",
            DefaultValueFactory = _ => 1e-5,
        };
        var command = new TaughtCommand("check", "Load a model, run it, and compare every tensor of a reference file with what it computes.",
            "emend models check my-model",
            "emend models check my-model --reference values.safetensors --tolerance 1e-4 --json")
        { folder, reference, tolerance };
        command.SetAction((result, cancel) => Task.FromResult(
            Run(Invocation.From(result), result.GetRequiredValue(folder), result.GetValue(reference), result.GetValue(tolerance), cancel)));
        return command;
    }

    private static int Run(Invocation invocation, string folder, string? reference, double tolerance, CancellationToken cancel)
    {
        if (!(tolerance >= 0)) throw new UsageException($"--tolerance is {tolerance}: give a number of at least 0.");
        var named = ModelChoice.Named(invocation, folder);
        var path = reference is not null ? invocation.FullPath(reference) : Beside(LanguageModel.FolderOf(named));
        var report = EncoderModel.IsEncoder(named) ? Check(EncoderModel.Load(named), path, tolerance, cancel) : Check(LanguageModel.Load(named), path, tolerance, cancel);
        if (invocation.Json)
            JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.ModelCheckReport);
        else
            Print(invocation, report);
        return report.Passed ? ExitCode.Done : ExitCode.CheckMissed;
    }

    private static string? Beside(string folder)
    {
        var path = Path.Combine(folder, ReferenceName);
        return File.Exists(path) ? path : null;
    }

    private static ModelCheckReport Check(LanguageModel model, string? path, double tolerance, CancellationToken cancel)
    {
        if (path is not null) return Compare(model.Name, new ReferenceCheck(model, path), path, tolerance, cancel);
        var prompt = Batch.Single(0, 1, 2);
        return RunOnce(model.Name, (model.HasEncoder ? model.Forward(prompt, Batch.Single(0)) : model.Forward(prompt)).Logits, tolerance);
    }

    private static ModelCheckReport Check(EncoderModel model, string? path, double tolerance, CancellationToken cancel) => path is not null
        ? Compare(model.Name, new ReferenceCheck(model, path), path, tolerance, cancel)
        : RunOnce(model.Name, model.Forward(new EncoderInput { Tokens = Batch.Single(0, 1, 2) }).States, tolerance);

    private static ModelCheckReport Compare(string name, ReferenceCheck check, string path, double tolerance, CancellationToken cancel)
    {
        var tensors = check.Compare(tolerance, cancel)
            .Select(difference => new ModelCheckReport.Tensor(difference.Name, difference.MaxAbs, difference.MaxRel, difference.Tolerance, difference.Holds))
            .ToList();
        return new ModelCheckReport(JsonReport.Schema, name, path, tolerance, tensors.TrueForAll(tensor => tensor.Passed) && check.Unknown.Count == 0, tensors, check.Unknown);
    }

    /// <summary>Without a reference there is still something to see: whether the model loads, runs and computes finite numbers.</summary>
    private static ModelCheckReport RunOnce(string name, Tensor computed, double tolerance) =>
        new(JsonReport.Schema, name, null, tolerance, System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(computed.Values), [], []);

    private static void Print(Invocation invocation, ModelCheckReport report)
    {
        var output = invocation.Terminal.Output;
        if (report.Reference is null)
        {
            output.WriteLine(report.Passed
                ? $"{report.Model} loads and runs. There is no {ReferenceName} in its folder: give --reference FILE to compare values."
                : $"{report.Model} loads, but computes values that are not finite numbers.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("tensor");
        foreach (var title in (string[])["largest difference", "relative", "allowed"]) table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn("");
        foreach (var tensor in report.Tensors)
        {
            table.AddRow(
                Markup.Escape(tensor.Name), $"{tensor.MaxAbs:0.0e+0}", $"{tensor.MaxRel:0.0e+0}", tensor.Tolerance == 0 ? "equal" : $"{tensor.Tolerance:0.0e+0}",
                tensor.Passed ? "[green]ok[/]" : "[red]differs[/]");
        }

        foreach (var name in report.NotCompared) table.AddRow(Markup.Escape(name), "", "", "", "[red]not compared[/]");
        output.Write(table);
        var passed = report.Tensors.Count(tensor => tensor.Passed);
        output.WriteLine($"{passed} of {report.Tensors.Count + report.NotCompared.Count} tensors agree with {report.Reference}.");
    }
}
