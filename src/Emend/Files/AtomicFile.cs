namespace Emend.Files;

/// <summary>
/// Writes a file so that a reader, or a crash at any instant, finds the old content or the new one whole:
/// a temporary file beside the target, flushed to the disk, renamed over it, the folder flushed too.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Stands in the names of files and folders that are not finished.</summary>
    public const string TemporaryMark = ".emend-tmp-";

    /// <summary>Writes a file of a length known in advance, so that a full disk is noticed before the first byte; makes its folder if there is none.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is still there.</exception>
    public static void Write(string path, long length, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} is a folder, not a file to write.");
        Directory.CreateDirectory(folder);
        DiskFolder.RequireSpace(folder, length, path);
        var temporary = Path.Combine(folder, "." + Path.GetFileName(target) + TemporaryMark + Guid.NewGuid().ToString("N")[..8]);
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 1 << 16,
            }))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            DiskFolder.Flush(folder);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            if (DiskFolder.IsFull(error))
                throw DiskFolder.Full(path, length, error);
            throw;
        }
    }

    /// <summary>Writes a small file.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is still there.</exception>
    public static void Write(string path, byte[] content) =>
        Write(path, content.Length, stream => stream.Write(content));

    /// <summary>Deletes what killed processes left unfinished in a folder; nobody else may be writing there.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $".*{TemporaryMark}*"))
            File.Delete(file);
    }
}
