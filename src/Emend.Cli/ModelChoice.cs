namespace Emend.Cli;

/// <summary>Which model a command is about: the one asked for, else the bundled one.</summary>
internal static class ModelChoice
{
    public const string Bundled = "atlas";

    /// <summary>The model's name, or its full path where a folder was given.</summary>
    public static string Of(Invocation invocation)
    {
        var setting = invocation.Settings["model"];
        if (setting.Value is null) return Bundled;
        var folder = Path.GetFullPath(setting.Value, setting.Folder);
        return Directory.Exists(folder) ? folder : setting.Value;
    }
}
