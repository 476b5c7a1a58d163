namespace Emend.Files;

/// <summary>Adds up bytes and tells which part of the whole is done; notices that the user wants to stop.</summary>
internal sealed class CountingProgress(long total, IProgress<double>? progress, CancellationToken cancel)
{
    private long done;

    public void Add(long bytes)
    {
        cancel.ThrowIfCancellationRequested();
        done += bytes;
        progress?.Report(total == 0 ? 1 : (double)done / total);
    }
}
