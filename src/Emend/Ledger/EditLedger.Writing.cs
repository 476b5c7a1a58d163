using Emend.Files;

namespace Emend.Ledger;

public sealed partial class EditLedger
{
    /// <summary>Commits an edit; once this returns, no crash can lose it.</summary>
    /// <param name="edit">The edit. If its record names a parent, that must still be the newest commit.</param>
    /// <param name="cancel">Ends the wait for another writer.</param>
    /// <returns>The commit.</returns>
    /// <exception cref="InvalidDataException">The edit is of another model, or the log is damaged.</exception>
    /// <exception cref="InvalidOperationException">Another process committed while the edit was computed.</exception>
    /// <exception cref="IOException">Another writer does not end, or the disk is full; nothing was committed.</exception>
    public LedgerCommit Append(Edit edit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        if (edit.Record.ModelHash is { } hash)
            RequireModel(edit.Record.Model ?? "the edit's model", hash);
        using var held = BeginWrite(cancel);
        if (edit.Record.Parent is { } parent && parent != Head?.Id)
            throw new InvalidOperationException("Another process committed to the ledger while this edit was computed: nothing was committed; compute the edit again.");

        var committed = edit.WithRecord(edit.Record with { Model = Model, ModelHash = ModelHash, Parent = Head?.Id, Created = Clock.GetUtcNow() });
        var commit = new LedgerCommit
        {
            Id = EditFile.Hash(committed),
            Parent = Head?.Id,
            Kind = LedgerCommitKind.Edit,
            Title = CommitTitle.Of(committed.Record),
            Weights = [.. committed.Deltas.Select(delta => delta.Weight)],
            Created = committed.Record.Created!.Value,
            Note = committed.Record.Note,
        };
        AtomicFile.RemoveLeftovers(Directory.CreateDirectory(Path.Combine(Folder, EditsFolder)).FullName);
        committed.Save(EditPath(commit.Id));
        log.Append(commit);
        return commit;
    }

    /// <summary>Takes a commit back, whichever place it has; taking back a revert puts the edit in force again, at its old place.</summary>
    /// <param name="prefix">The first digits of the commit's name.</param>
    /// <param name="note">A remark.</param>
    /// <param name="cancel">Ends the wait for another writer.</param>
    /// <returns>The new commit.</returns>
    /// <exception cref="ArgumentException">There is no such commit, or it was taken back already.</exception>
    /// <exception cref="IOException">Another writer does not end, or the disk is full; nothing was committed.</exception>
    public LedgerCommit Revert(string prefix, string? note = null, CancellationToken cancel = default)
    {
        using var held = BeginWrite(cancel);
        var target = this[prefix];
        if (!LedgerState.IsInForce(Commits, IndexOf(target)))
            throw new ArgumentException($"The commit {Shorten(target)} ({Quoted.Text(target.Title)}) was taken back already: there is nothing to revert.", nameof(prefix));
        var commit = new LedgerCommit
        {
            Id = "",
            Parent = Head?.Id,
            Kind = LedgerCommitKind.Revert,
            Reverts = target.Id,
            Title = CommitTitle.OfRevert(target),
            Created = Clock.GetUtcNow(),
            Note = note,
        };
        commit = commit with { Id = LogLine.IdOfRevert(commit) };
        log.Append(commit);
        return commit;
    }

    private IDisposable BeginWrite(CancellationToken cancel)
    {
        var held = LedgerLock.Take(Folder, Patience, cancel);
        try
        {
            log.Read();
            RequireSoundLog();
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
