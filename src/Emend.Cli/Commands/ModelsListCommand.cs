using System.CommandLine;
using System.Text.Json;
using Emend.Cli.Output;
using Emend.Files;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend models list</c>: the bundled model and those in the Hugging Face cache.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var command = new TaughtCommand("list", "List the bundled model and those in the Hugging Face cache.", "emend models list");
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var invocation = Invocation.From(result);
        var cache = HubCache.Default;
        List<ModelListReport.Model> models =
        [
            Describe(ModelChoice.Bundled, "bundled", LanguageModel.FolderOf(ModelChoice.Bundled)),
            .. cache.List().Select(name => Describe(name, "cache", cache.Resolve(name))),
        ];
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, new ModelListReport(JsonReport.Schema, models), JsonReport.Readable.ModelListReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("model", "where", "family").AddColumn(new TableColumn("size").RightAligned());
        foreach (var model in models) table.AddRow(Markup.Escape(model.Name), model.Where, Markup.Escape(model.Family ?? "?"), Sizes.Bytes(model.Bytes));
        invocation.Terminal.Output.Write(table);
        invocation.Terminal.Note($"The cache is {cache.Folder}; `hf download NAME` adds to it. A folder works as a model too: -m FOLDER.");
        return ExitCode.Done;
    }

    private static ModelListReport.Model Describe(string name, string where, string folder) =>
        new(name, where, Family(folder), WeightFiles(folder).Sum(Length), folder);

    /// <summary>The files that a model is loaded from: those of torch count only where there are no others.</summary>
    private static IReadOnlyList<FileInfo> WeightFiles(string folder)
    {
        var files = new DirectoryInfo(folder);
        return files.GetFiles("*.safetensors") is { Length: > 0 } safetensors ? safetensors : files.GetFiles("pytorch_model*.bin");
    }

    /// <summary>The length of a file, behind a link where the cache keeps one.</summary>
    private static long Length(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length;

    private static string? Family(string folder)
    {
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
            return config.RootElement.TryGetProperty("model_type", out var type) ? type.GetString() : null;
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidOperationException)
        {
            return null; // a model that can not be read is listed all the same; `models show` says what is wrong with it
        }
    }
}
