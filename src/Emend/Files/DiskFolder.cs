using System.Runtime.InteropServices;

namespace Emend.Files;

/// <summary>What the framework does not offer: making a folder's entries durable, and telling that a disk is full.</summary>
internal static partial class DiskFolder
{
    private const int NoSpaceUnix = 28;            // ENOSPC on Linux, macOS and the BSDs
    private const int QuotaLinux = 122;            // EDQUOT
    private const int QuotaMac = 69;               // EDQUOT
    private const int FullWindows = unchecked((int)0x80070070);        // ERROR_DISK_FULL
    private const int HandleFullWindows = unchecked((int)0x80070027);  // ERROR_HANDLE_DISK_FULL

    /// <summary>
    /// Makes renames and new files inside a folder survive a loss of power. The framework cannot open a folder, so this
    /// asks the C library; Windows has no such call and journals folder entries itself. A file system that refuses
    /// (some network and user-space ones) leaves the order to its own journal.
    /// </summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        _ = FileSync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Whether an error says that the disk or the user's quota is full.</summary>
    public static bool IsFull(Exception error) => error is IOException && (OperatingSystem.IsWindows()
        ? error.HResult is FullWindows or HandleFullWindows
        : error.HResult is NoSpaceUnix || error.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux));

    /// <summary>Makes sure that there is room before anything is written.</summary>
    /// <exception cref="IOException">There is not.</exception>
    public static void RequireSpace(string folder, long bytes, string path)
    {
        var disk = new DriveInfo(folder);

        // some network and user-space file systems do not know their size
        if (disk.TotalSize > 0 && disk.AvailableFreeSpace < bytes)
            throw Full(path, bytes, null);
    }

    /// <summary>Says what a full disk means for what was being written.</summary>
    public static IOException Full(string path, long bytes, Exception? cause) =>
        new($"The disk is full: {path} needs {bytes:N0} bytes; nothing was changed.", cause);

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int FileSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Close(int descriptor);
}
