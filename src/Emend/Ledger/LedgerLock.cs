using System.Diagnostics;
using Emend.Files;

namespace Emend.Ledger;

/// <summary>
/// The right to write to a ledger: the operating system's lock on the file <c>lock</c>. It ends with the process that
/// holds it, however that ends, so a lock is never stale. The file itself stays.
/// </summary>
internal static class LedgerLock
{
    private const string FileName = "lock";
    private const int Pause = 5; // milliseconds between two tries

    /// <summary>Waits for the right to write, which lasts until the result is disposed of.</summary>
    /// <exception cref="IOException">Another process kept it for the whole time.</exception>
    public static IDisposable Take(string folder, TimeSpan patience, CancellationToken cancel)
    {
        var path = Path.Combine(folder, FileName);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (DiskFolder.IsFull(error))
            {
                throw DiskFolder.Full(path, 0, error);
            }
            catch (IOException error) when (IsTaken(error))
            {
                if (waited.Elapsed > patience)
                    throw new IOException($"The ledger {folder} is being written to by another process: try again when that is done.", error);
            }

            cancel.ThrowIfCancellationRequested();
            Thread.Sleep(Pause);
        }
    }

    // EWOULDBLOCK of flock on Linux and on macOS; ERROR_SHARING_VIOLATION on Windows
    private static bool IsTaken(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
