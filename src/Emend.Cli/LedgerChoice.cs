using Emend.Ledger;

namespace Emend.Cli;

/// <summary>Which ledger a command is about, and how commits in it are named.</summary>
internal static class LedgerChoice
{
    private const string Newest = "HEAD";

    /// <summary>The folder asked for, else the nearest ledger upwards, else the one that the first commit will make here.</summary>
    public static string Folder(Invocation invocation)
    {
        var setting = invocation.Settings["ledger"];
        if (setting.Value is not null) return Path.GetFullPath(setting.Value, setting.Folder);
        return EditLedger.Find(invocation.Surroundings.Folder) ?? Path.Combine(invocation.Surroundings.Folder, EditLedger.FolderName);
    }

    /// <summary>The ledger, where a command needs one but no model.</summary>
    public static EditLedger Open(Invocation invocation)
    {
        var folder = Folder(invocation);
        return EditLedger.Exists(folder) ? EditLedger.Open(folder) : throw Missing(folder);
    }

    public static DirectoryNotFoundException Missing(string folder) =>
        new($"There is no ledger in {folder}: the first `emend edit` makes one.");

    /// <summary>A commit by the first digits of its name, or as HEAD, HEAD~1, HEAD~2 …</summary>
    public static LedgerCommit Commit(EditLedger ledger, string name)
    {
        if (!name.StartsWith(Newest, StringComparison.OrdinalIgnoreCase)) return ledger[name];
        var rest = name[Newest.Length..];
        var back = 0;
        if (rest.Length > 0 && !(rest[0] == '~' && int.TryParse(rest.AsSpan(1), out back) && back >= 0))
            throw new UsageException($"{name} is no commit: write HEAD, HEAD~1, or the first digits of a commit's name.");
        return back < ledger.Commits.Count
            ? ledger.Commits[^(back + 1)]
            : throw new UsageException($"{name} goes back further than the ledger's {ledger.Commits.Count} commits.");
    }

    /// <summary>How a ledger remembers its model: by name, or by a path that is relative where the model lies beside the ledger.</summary>
    public static string Stored(string model, string ledgerFolder)
    {
        if (!Path.IsPathRooted(model)) return model;
        var relative = Path.GetRelativePath(Path.GetDirectoryName(ledgerFolder)!, model);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? model : "./" + relative.Replace('\\', '/');
    }

    /// <summary>The model that a ledger remembers.</summary>
    public static string Model(EditLedger ledger)
    {
        var folder = Path.GetFullPath(ledger.Model, Path.GetDirectoryName(Path.GetFullPath(ledger.Folder))!);
        return Directory.Exists(folder) ? folder : ledger.Model;
    }
}
