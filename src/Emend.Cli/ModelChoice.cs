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
        return Full(setting.Value, setting.Folder);
    }

    /// <summary>A model that was named as an argument.</summary>
    public static string Named(Invocation invocation, string nameOrFolder) => Full(nameOrFolder, invocation.Surroundings.Folder);

    private static string Full(string nameOrFolder, string start)
    {
        var folder = Path.GetFullPath(nameOrFolder, start);
        return Directory.Exists(folder) ? folder : nameOrFolder;
    }
}
