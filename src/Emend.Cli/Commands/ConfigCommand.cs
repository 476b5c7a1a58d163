using System.CommandLine;
using Emend.Cli.Configuration;
using Emend.Cli.Output;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend config</c>: the settings in force and where each came from.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new TaughtCommand("config", "Print each setting and where it came from.",
            "emend config",
            "EMEND_MODEL=gpt2 emend config --json")
        {
            Explanation = "An option wins over the environment (EMEND_MODEL, EMEND_LEDGER, EMEND_THREADS, EMEND_SEED, EMEND_METHOD), that over the nearest "
                + "emend.json upwards from here, that over the user's emend.json. A file is one JSON object: { \"model\": \"gpt2\", \"threads\": 4 }.",
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var invocation = Invocation.From(result);
        var settings = invocation.Settings.All.ToList();
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, Report(settings), JsonReport.Readable.ConfigReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("setting", "value", "from");
        foreach (var setting in settings) table.AddRow(Markup.Escape(setting.Name), Markup.Escape(setting.Value ?? "—"), Markup.Escape(setting.Source));
        invocation.Terminal.Output.Write(table);
        invocation.Terminal.Note($"The user's file: {SettingsFile.UserPath(invocation.Surroundings.Variable)}");
        return ExitCode.Done;
    }

    private static ConfigReport Report(IEnumerable<Setting> settings) =>
        new(JsonReport.Schema, [.. settings.Select(setting => new ConfigReport.Setting(setting.Name, setting.Value, setting.Source))]);
}
