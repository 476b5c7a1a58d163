using System.CommandLine;
using Emend.Cli.Output;
using Emend.Files;

namespace Emend.Cli.Commands;

/// <summary><c>emend export</c>: the edited model for other tools.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("folder") { Description = "A new folder for the checkpoint or the adapter.", Arity = ArgumentArity.ZeroOrOne };
        var adapter = new Option<bool>("--adapter") { Description = "Write a PEFT LoRA adapter instead of the whole checkpoint." };
        var edits = new Option<string?>("--edits") { Description = "Write all edits merged into one edit file.", HelpName = "FILE" };
        var at = new Option<string?>("--at") { Description = "With the edits that were in force after a commit.", HelpName = "COMMIT" };
        var command = new TaughtCommand("export", "Write the edited model as a Hugging Face checkpoint, a LoRA adapter or one edit file.",
            "emend export my-model-corrected",
            "emend export my-adapter --adapter",
            "emend export --edits corrections.safetensors")
        { folder, adapter, edits, at };
        command.Explanation = "A checkpoint has the original's names, shapes and types; every tensor that no edit touches is the same byte for byte.";
        command.SetAction((result, cancel) => Task.FromResult(
            Run(Invocation.From(result), result.GetValue(folder), result.GetValue(adapter), result.GetValue(edits), result.GetValue(at), cancel)));
        return command;
    }

    private static int Run(Invocation invocation, string? folder, bool adapter, string? editsFile, string? at, CancellationToken cancel)
    {
        if (folder is null && editsFile is null) throw new UsageException("There is nowhere to write to: give a folder, or --edits FILE.");
        if (folder is null && adapter) throw new UsageException("--adapter needs a folder to write to.");
        var working = WorkingModel.Open(invocation);
        var commits = at is null ? working.Edits : working.RequireLedger().InForce(LedgerChoice.Commit(working.RequireLedger(), at));
        if (commits.Count == 0 && (adapter || editsFile is not null)) throw new InvalidOperationException("No edit is in force: there is nothing to export but the model itself.");
        var edits = commits.Select(commit => working.RequireLedger().Load(commit)).ToList();

        var written = new List<string>();
        if (editsFile is not null)
        {
            Edit.Merge(edits).Save(invocation.FullPath(editsFile));
            written.Add(invocation.FullPath(editsFile));
        }

        if (folder is not null)
        {
            var target = invocation.FullPath(folder);
            if (adapter) PeftAdapter.Save(working.Original, edits, target);
            else SaveCheckpoint(invocation, working.Original, edits, target, cancel);
            written.Add(target);
        }

        var report = new ExportReport(JsonReport.Schema, working.Original.Name, [.. commits.Select(commit => commit.Id)], written);
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.ExportReport);
        else invocation.Terminal.Text.WriteLine($"Wrote {string.Join(" and ", written)} with {commits.Count} {(commits.Count == 1 ? "edit" : "edits")}.");
        return ExitCode.Done;
    }

    private static void SaveCheckpoint(Invocation invocation, LanguageModel model, List<Edit> edits, string folder, CancellationToken cancel)
    {
        using var line = invocation.Terminal.Progress();
        CheckpointExport.Save(model, edits, folder, new Relay<double>(share => line.Show($"writing: {100 * share:0} %")), cancel);
    }
}
