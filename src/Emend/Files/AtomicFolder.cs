namespace Emend.Files;

/// <summary>Writes a folder so that it appears whole or not at all: under another name first, then renamed.</summary>
internal static class AtomicFolder
{
    /// <summary>Writes a folder that does not exist yet, or is empty.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bytes">About how much will be written, so that a full disk is noticed before the first byte.</param>
    /// <param name="write">Writes the content into the folder that it is given.</param>
    /// <exception cref="IOException">The folder is not empty, the disk is full or cannot be written.</exception>
    public static void Write(string folder, long bytes, Action<string> write)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new IOException($"{folder} exists already and is not an empty folder: choose another place, or remove it first.");
        var parent = Path.GetDirectoryName(target) ?? throw new IOException($"{folder} is the root of a disk: choose a folder in it.");
        Directory.CreateDirectory(parent);
        DiskFolder.RequireSpace(parent, bytes, folder);

        var temporary = Path.Combine(parent, "." + Path.GetFileName(target) + AtomicFile.TemporaryMark + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(temporary);
        try
        {
            write(temporary);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(temporary, target);
            DiskFolder.Flush(parent);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }
}
