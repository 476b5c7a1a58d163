using Emend.Files;
using Microsoft.Win32.SafeHandles;

namespace Emend.Ledger;

/// <summary>
/// The append-only file of commits. A commit exists once its whole line is on the disk. What a crash left of a line
/// at the end is passed over, and moved to the file <c>log.torn</c> when the next line is written.
/// </summary>
internal sealed class LedgerLog(string folder)
{
    private const string FileName = "log";
    private const string TornFileName = "log.torn";
    private const long LongestLog = 1 << 30;

    private readonly string path = Path.Combine(folder, FileName);
    private readonly List<LedgerCommit> commits = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> damages = [];
    private List<string> damagedEnd = [];
    private long sound;  // bytes up to the end of the last line that is a commit
    private int lines;   // lines in those bytes

    /// <summary>The commits, oldest first.</summary>
    public IReadOnlyList<LedgerCommit> Commits => commits;

    /// <summary>Faults between commits, a sentence each: what the ledger's state is cannot be known then.</summary>
    public IReadOnlyList<string> Damages => damages;

    /// <summary>Whole lines at the end that are no commits, a sentence each; a line that a crash left unfinished is not among them.</summary>
    public IReadOnlyList<string> DamagedEnd => damagedEnd;

    /// <summary>Which place a commit has; null if it is not there.</summary>
    public int? PlaceOf(string id) => places.TryGetValue(id, out var place) ? place : null;

    /// <summary>Reads what was appended since the last time.</summary>
    /// <exception cref="InvalidDataException">The file became shorter, or is too long to be a log.</exception>
    public void Read()
    {
        if (!File.Exists(path))
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length < sound)
            throw new InvalidDataException($"{path} became shorter while it was in use: something other than Emend changed it.");
        if (length - sound > LongestLog)
            throw new InvalidDataException($"{path} is no log of commits: it has {length} bytes.");
        var bytes = new byte[length - sound];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), sound + read) is > 0 and var count)
            read += count;
        Read(bytes.AsSpan(0, read));
    }

    /// <summary>Writes a commit so that it survives any crash once this returns; the ledger must be locked and read.</summary>
    /// <exception cref="IOException">It cannot be written; the log is as it was.</exception>
    public void Append(LedgerCommit commit)
    {
        var line = LogLine.Format(commit);
        var isNew = !File.Exists(path);

        // no buffer: what fails to be written must not be written later, when the file is closed
        using (var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
        {
            SetTornEndAside(file);
            try
            {
                RandomAccess.Write(file, line, sound);
                RandomAccess.FlushToDisk(file);
            }
            catch (IOException error)
            {
                if (RandomAccess.GetLength(file) > sound)
                    RandomAccess.SetLength(file, sound);
                if (DiskFolder.IsFull(error))
                    throw DiskFolder.Full(path, line.Length, error);
                throw;
            }
        }

        if (isNew)
            DiskFolder.Flush(folder);
        Add(commit);
        damagedEnd = [];
        sound += line.Length;
        lines++;
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var end = new List<string>();
        var start = 0;
        for (var length = bytes.IndexOf((byte)'\n'); length >= 0; length = bytes[start..].IndexOf((byte)'\n'))
        {
            var line = bytes.Slice(start, length);
            var number = lines + end.Count + 1;
            start += length + 1;
            if (!LogLine.IsWhole(line))
            {
                end.Add($"Line {number} of {path} is damaged: restore the file from a copy.");
                continue;
            }

            damages.AddRange(end);
            Take(LogLine.Parse(line), number, afterDamage: end.Count > 0);
            end.Clear();
            lines = number;
            sound += start;
            bytes = bytes[start..];
            start = 0;
        }

        damagedEnd = end;
    }

    private void Take(LedgerCommit? commit, int number, bool afterDamage)
    {
        if (commit is null)
            damages.Add($"Line {number} of {path} was written by a newer version: update Emend.");
        else if (!afterDamage && damages.Count == 0 && commit.Parent != commits.LastOrDefault()?.Id)
            damages.Add($"Line {number} of {path} does not follow the one before it, so a line is missing there: restore the file from a copy.");
        else if (damages.Count == 0 && commit.Reverts is { } reverted && !places.ContainsKey(reverted))
            damages.Add($"Line {number} of {path} takes back a commit that is not there: restore the file from a copy.");
        if (commit is not null)
            Add(commit);
    }

    private void Add(LedgerCommit commit)
    {
        places[commit.Id] = commits.Count;
        commits.Add(commit);
    }

    private void SetTornEndAside(SafeFileHandle file)
    {
        var torn = new byte[RandomAccess.GetLength(file) - sound];
        if (torn.Length == 0)
            return;
        RandomAccess.Read(file, torn, sound);
        using (var aside = new FileStream(Path.Combine(folder, TornFileName), FileMode.Append))
            aside.Write(torn);
        RandomAccess.SetLength(file, sound);
    }
}
