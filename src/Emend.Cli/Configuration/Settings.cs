using System.CommandLine;

namespace Emend.Cli.Configuration;

/// <summary>The settings in force: option, then environment, then the project's <c>emend.json</c>, then the user's, then the default.</summary>
internal sealed class Settings
{
    private static readonly string[] Names = ["model", "ledger", "threads", "seed", "method"];

    private readonly Dictionary<string, Setting> byName;

    private Settings(Dictionary<string, Setting> byName) => this.byName = byName;

    public IEnumerable<Setting> All => Names.Select(name => byName[name]);

    public Setting this[string name] => byName[name];

    public static Settings Read(ParseResult result, Surroundings surroundings)
    {
        var project = SettingsFile.OfProject(surroundings.Folder, Names);
        var user = SettingsFile.OfUser(surroundings.Variable, Names);
        var byName = Names.ToDictionary(name => name, name =>
            FromOption(result, name, surroundings)
            ?? FromEnvironment(name, surroundings)
            ?? FromFile(name, project)
            ?? FromFile(name, user)
            ?? Default(name, surroundings));
        var settings = new Settings(byName);
        settings.Number("threads", 1);
        settings.Number("seed", 0);
        return settings;
    }

    /// <summary>A setting that is a whole number.</summary>
    public int? Number(string name, int minimum)
    {
        var setting = this[name];
        if (setting.Value is null) return null;
        return int.TryParse(setting.Value, out var number) && number >= minimum
            ? number
            : throw new UsageException($"{name} is {setting.Value} ({setting.Source}): give a whole number of at least {minimum}.");
    }

    private static Setting? FromOption(ParseResult result, string name, Surroundings surroundings)
    {
        var option = result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options).FirstOrDefault(o => o.Name == "--" + name);
        if (option is null || result.GetResult(option) is not { Implicit: false } given) return null;
        return new Setting(name, given.Tokens.Count > 0 ? given.Tokens[^1].Value : null, $"option --{name}", surroundings.Folder);
    }

    private static Setting? FromEnvironment(string name, Surroundings surroundings)
    {
        var variable = "EMEND_" + name.ToUpperInvariant();
        return surroundings.Variable(variable) is { Length: > 0 } value ? new Setting(name, value, variable, surroundings.Folder) : null;
    }

    private static Setting? FromFile(string name, SettingsFile? file) =>
        file is not null && file.Values.TryGetValue(name, out var value)
            ? new Setting(name, value, file.Path, Path.GetDirectoryName(file.Path)!)
            : null;

    private static Setting Default(string name, Surroundings surroundings) => name switch
    {
        "seed" => new Setting(name, "1", "default", surroundings.Folder),
        "method" => new Setting(name, "rome", "default", surroundings.Folder),
        "threads" => new Setting(name, null, $"default: one per core, {Environment.ProcessorCount} here", surroundings.Folder),
        "ledger" => new Setting(name, null, "default: the nearest .emend upwards from here", surroundings.Folder),
        _ => new Setting(name, null, "default: the ledger's model, else atlas", surroundings.Folder),
    };
}
