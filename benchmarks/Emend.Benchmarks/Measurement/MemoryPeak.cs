using System.Diagnostics;
using System.Globalization;

namespace Emend.Benchmarks.Measurement;

/// <summary>The most memory of its own, without mapped files, that the process holds between two moments, looked at every 20 ms.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private const int Interval = 20;

    private readonly long before = Now();
    private readonly Timer timer;
    private long most;

    public MemoryPeak() => timer = new Timer(_ => most = Math.Max(most, Now()), null, 0, Interval);

    /// <summary>How many bytes more than at the beginning.</summary>
    public long Growth => Math.Max(most, Now()) - before;

    /// <summary>The most bytes, whatever there was at the beginning.</summary>
    public long Most => Math.Max(most, Now());

    public void Dispose() => timer.Dispose();

    private static long Now()
    {
        using var process = Process.GetCurrentProcess();
        var status = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("RssAnon", StringComparison.Ordinal)) : null;
        return status is null ? process.PrivateMemorySize64 : 1024 * long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
