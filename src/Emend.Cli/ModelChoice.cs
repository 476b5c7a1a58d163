using Emend.Ledger;

namespace Emend.Cli;

/// <summary>Which model a command is about: the one asked for, else the ledger's, else the bundled one.</summary>
internal static class ModelChoice
{
    public const string Bundled = "atlas";

    /// <summary>The model's name, or its full path where a folder was given.</summary>
    public static string Of(Invocation invocation) => Of(invocation, Ledger(invocation));

    /// <summary>The model's name, or its full path where a folder was given, for those who have opened the ledger.</summary>
    public static string Of(Invocation invocation, EditLedger? ledger)
    {
        var setting = invocation.Settings["model"];
        if (setting.Value is null) return ledger is null ? Bundled : LedgerChoice.Model(ledger);
        return Full(setting.Value, setting.Folder);
    }

    /// <summary>A model that was named as an argument.</summary>
    public static string Named(Invocation invocation, string nameOrFolder) => Full(nameOrFolder, invocation.Surroundings.Folder);

    private static EditLedger? Ledger(Invocation invocation)
    {
        var folder = LedgerChoice.Folder(invocation);
        return EditLedger.Exists(folder) ? EditLedger.Open(folder) : null;
    }

    private static string Full(string nameOrFolder, string start)
    {
        var folder = Path.GetFullPath(nameOrFolder, start);
        return Directory.Exists(folder) ? folder : nameOrFolder;
    }
}
