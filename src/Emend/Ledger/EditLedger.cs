using Emend.Files;

namespace Emend.Ledger;

/// <summary>
/// The edits of one model, kept like source code: an append-only log, one file for each edit, nothing ever changed or
/// deleted. The state at a commit is the list of edits in force there; the model is the original with those edits, so
/// taking edits back restores the original weights bit for bit.
/// </summary>
/// <example><code>
/// var ledger = EditLedger.OpenOrCreate(".emend", model.Name, model.Hash);
/// var commit = ledger.Append(edit);
/// ledger.Revert(commit.Id);
/// </code></example>
public sealed partial class EditLedger
{
    /// <summary>The name of a ledger's folder, looked for from the current folder upwards.</summary>
    public const string FolderName = ".emend";

    private const string EditsFolder = "edits";
    private const int ShortestId = 7;

    private readonly LedgerHeader header;
    private readonly LedgerLog log;

    private EditLedger(string folder, LedgerHeader header)
    {
        Folder = folder;
        this.header = header;
        log = new LedgerLog(folder);
        log.Read();
    }

    /// <summary>The ledger's folder.</summary>
    public string Folder { get; }

    /// <summary>The name of the model that the ledger belongs to.</summary>
    public string Model => header.Model;

    /// <summary>The hash of the unedited model's weights.</summary>
    public string ModelHash => header.ModelHash;

    /// <summary>All commits, oldest first.</summary>
    public IReadOnlyList<LedgerCommit> Commits => log.Commits;

    /// <summary>The newest commit; null as long as there is none.</summary>
    public LedgerCommit? Head => log.Commits.Count == 0 ? null : log.Commits[^1];

    /// <summary>How long a writer waits for another one.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that commits are dated with.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What of the log cannot be read, a sentence each.</summary>
    public IReadOnlyList<string> Problems => [.. log.Damages, .. log.DamagedEnd];

    /// <summary>The nearest ledger from a folder upwards, or null if there is none.</summary>
    public static string? Find(string startFolder)
    {
        for (var folder = Path.GetFullPath(startFolder); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, FolderName);
            if (Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>Whether a folder is a ledger.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, LedgerHeader.FileName));

    /// <summary>Opens a ledger: its folder, or the folder that holds one.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The ledger's head is damaged or of a newer version.</exception>
    public static EditLedger Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var place = Exists(folder) ? folder : Path.Combine(folder, FolderName);
        return Exists(place) ? new EditLedger(place, LedgerHeader.Read(place)) : throw new DirectoryNotFoundException(
            $"There is no ledger in {folder}: the first edit that is committed creates one.");
    }

    /// <summary>Opens the ledger in a folder, or makes it one of this model.</summary>
    /// <param name="folder">The ledger's own folder.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="modelHash">The hash of the unedited model's weights.</param>
    /// <param name="cancel">Ends the wait for another writer.</param>
    /// <exception cref="InvalidDataException">The ledger belongs to a model with other weights.</exception>
    public static EditLedger OpenOrCreate(string folder, string model, string modelHash, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Exists(folder))
        {
            Directory.CreateDirectory(Path.Combine(folder, EditsFolder));
            using var held = LedgerLock.Take(folder, TimeSpan.FromSeconds(10), cancel);
            if (!Exists(folder))
            {
                new LedgerHeader(LedgerHeader.NewestFormat, model, modelHash).Write(folder);
                DiskFolder.Flush(Path.GetDirectoryName(Path.GetFullPath(folder))!);
            }
        }

        var ledger = new EditLedger(folder, LedgerHeader.Read(folder));
        ledger.RequireModel(model, modelHash);
        return ledger;
    }

    /// <summary>Makes sure that the ledger belongs to a model.</summary>
    /// <exception cref="InvalidDataException">It belongs to a model with other weights.</exception>
    public void RequireModel(string model, string modelHash)
    {
        if (modelHash != ModelHash)
            throw new InvalidDataException($"The ledger {Folder} belongs to {Quoted.Text(Model)}, but {Quoted.Text(model)} has other weights: use that model, or another ledger with --ledger.");
    }

    /// <summary>Reads what other processes committed since.</summary>
    public void Refresh() => log.Read();

    /// <summary>Finds a commit by the first digits of its name.</summary>
    /// <exception cref="ArgumentException">No commit begins so, or several do.</exception>
    public LedgerCommit this[string prefix]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(prefix);
            var found = Commits.Where(commit => commit.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Take(4).ToList();
            return found.Count switch
            {
                1 => found[0],
                0 => throw new ArgumentException($"The ledger has no commit {Quoted.Text(prefix)}: 'emend log' lists them."),
                _ => throw new ArgumentException($"Several commits begin with {Quoted.Text(prefix)} ({string.Join(", ", found.Select(Shorten))}): give more digits."),
            };
        }
    }

    /// <summary>The first digits of a commit's name, as many as tell it from all others.</summary>
    public string Shorten(LedgerCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var length = ShortestId;
        while (length < commit.Id.Length && Commits.Count(other => other.Id.AsSpan().StartsWith(commit.Id.AsSpan(0, length))) > 1)
            length++;
        return commit.Id[..length];
    }

    /// <summary>The commits whose edits are in force, oldest first.</summary>
    /// <param name="at">The commit to look at; the newest if not given.</param>
    /// <exception cref="InvalidDataException">The log is damaged, so that the state cannot be known.</exception>
    public IReadOnlyList<LedgerCommit> InForce(LedgerCommit? at = null)
    {
        RequireSoundLog();
        return LedgerState.InForce(Commits, at is null ? Commits.Count : IndexOf(at) + 1);
    }

    /// <summary>The edits in force, oldest first: the model at that commit is the original with these edits, one after the other.</summary>
    /// <param name="at">The commit to look at; the newest if not given.</param>
    /// <exception cref="InvalidDataException">The log or a file of an edit is damaged; the message names it.</exception>
    public IReadOnlyList<Edit> EditsAt(LedgerCommit? at = null) => [.. InForce(at).Select(Load)];

    /// <summary>The edit of a commit, after a check of its file's hash.</summary>
    /// <exception cref="ArgumentException">The commit is not an edit.</exception>
    /// <exception cref="InvalidDataException">The edit's file is missing or damaged.</exception>
    public Edit Load(LedgerCommit commit)
    {
        var path = ExistingPath(commit);
        if (EditFile.Hash(path) != commit.Id)
            throw new InvalidDataException($"The file of the commit {Shorten(commit)} ({Quoted.Text(commit.Title)}) was changed or damaged: restore {path} from a copy.");
        return EditFile.Load(path);
    }

    /// <summary>How the edit of a commit came about, from the head of its file alone: fast, for lists of commits.</summary>
    /// <exception cref="ArgumentException">The commit is not an edit.</exception>
    /// <exception cref="InvalidDataException">The edit's file is missing or damaged.</exception>
    public EditRecord ReadRecord(LedgerCommit commit) => EditFile.ReadRecord(ExistingPath(commit));

    /// <summary>The edits in force that came after a commit and change a weight that it changes: what was computed on top of it.</summary>
    public IReadOnlyList<LedgerCommit> LaterOnSameWeights(LedgerCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var edit = commit;
        while (edit.Reverts is { } reverted)
            edit = this[reverted];
        var weights = edit.Weights.ToHashSet(StringComparer.Ordinal);
        return [.. InForce().SkipWhile(other => IndexOf(other) <= IndexOf(edit)).Where(other => weights.Overlaps(other.Weights))];
    }

    /// <summary>Reads everything again and says, a sentence each, what is damaged; empty if all is sound.</summary>
    public IReadOnlyList<string> Verify()
    {
        log.Read();
        var problems = new List<string>(Problems);
        foreach (var commit in Commits.Where(commit => commit.Kind == LedgerCommitKind.Edit))
        {
            try
            {
                Load(commit);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                problems.Add(error.Message);
            }
        }

        return problems;
    }

    private void RequireSoundLog()
    {
        if (log.Damages.Count > 0)
            throw new InvalidDataException(log.Damages[0]);
    }

    private int IndexOf(LedgerCommit commit) => log.PlaceOf(commit.Id)
        ?? throw new ArgumentException($"The ledger {Folder} has no commit {commit.Id}.", nameof(commit));

    private string EditPath(string id) => Path.Combine(Folder, EditsFolder, id + ".safetensors");

    private string ExistingPath(LedgerCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Kind != LedgerCommitKind.Edit)
            throw new ArgumentException($"The commit {Shorten(commit)} is not an edit but takes one back: look at {commit.Reverts}.", nameof(commit));
        var path = EditPath(commit.Id);
        if (!File.Exists(path))
            throw new InvalidDataException($"The file of the commit {Shorten(commit)} ({Quoted.Text(commit.Title)}) is missing: restore {path} from a copy.");
        return path;
    }
}
