namespace Emend.Tests;

/// <summary>Measures how much of the managed heap is in use while something runs; for tests of the collection <see cref="Alone"/>.</summary>
internal static class HeapWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The most bytes in use while the work was done, beyond what was in use before it.</summary>
    /// <param name="work">The work, beside which a thread collects what is not in use, again and again.</param>
    public static long Growth(Action work)
    {
        using var done = new ManualResetEventSlim();
        var before = InUse();
        var largest = before;
        var watcher = new Thread(() =>
        {
            do
                largest = Math.Max(largest, InUse());
            while (!done.Wait(Pause));
        });
        watcher.Start();
        try
        {
            work();
        }
        finally
        {
            done.Set();
            watcher.Join();
        }

        return largest - before;
    }

    private static long InUse()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
