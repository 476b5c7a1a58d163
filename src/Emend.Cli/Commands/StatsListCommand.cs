using System.CommandLine;
using Emend.Cli.Output;
using Emend.Editing.Statistics;
using Emend.Files;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend stats list</c>: the second moments that are there.</summary>
internal static class StatsListCommand
{
    private const int ShownDigits = 12;

    public static Command Create()
    {
        var command = new TaughtCommand("list", "List the second moments in the cache and beside the model in use.", "emend stats list");
        command.SetAction(result => Run(Invocation.From(result)));
        return command;
    }

    public static StatsReport.Statistics Describe(string path, string? modelHash) =>
        new(modelHash, SecondMomentFile.Layers(path), SafetensorsFile.Open(path).Integers("count")[0], path);

    /// <summary>Whether a file holds moments: what is computed from them stands beside them, as layer-3.factor.safetensors.</summary>
    private static bool IsMoments(FileInfo file) => !Path.GetFileNameWithoutExtension(file.Name).Contains('.', StringComparison.Ordinal);

    private static int Run(Invocation invocation)
    {
        var beside = Path.Combine(LanguageModel.FolderOf(ModelChoice.Of(invocation)), SecondMoments.FileName);
        var cache = new DirectoryInfo(Path.Combine(UserFolders.Cache, "second-moments"));
        var files = new List<StatsReport.Statistics>();
        if (File.Exists(beside)) files.Add(Describe(beside, null));
        if (cache.Exists)
            files.AddRange(cache.EnumerateFiles("layer-*.safetensors", SearchOption.AllDirectories).Where(IsMoments).OrderBy(file => file.FullName).Select(file => Describe(file.FullName, file.Directory!.Name)));
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, new StatsReport(JsonReport.Schema, files), JsonReport.Readable.StatsReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("model", "layers").AddColumn(new TableColumn("tokens").RightAligned()).AddColumn("file");
        foreach (var file in files)
            table.AddRow(file.ModelHash is { } hash ? hash[..Math.Min(hash.Length, ShownDigits)] : "beside the model", string.Join(", ", file.Layers), $"{file.Tokens}", Markup.Escape(file.File));
        if (files.Count > 0) invocation.Terminal.Output.Write(table);
        else invocation.Terminal.Text.WriteLine("There are no second moments yet: `emend stats` collects them.");
        return ExitCode.Done;
    }
}
