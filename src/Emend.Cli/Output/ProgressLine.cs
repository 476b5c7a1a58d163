using System.Diagnostics;

namespace Emend.Cli.Output;

/// <summary>One line on standard error that says how far something is, and goes away when it is done; nothing where nobody watches.</summary>
internal sealed class ProgressLine(TextWriter error, bool shown) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(80);

    private readonly Lock gate = new();
    private long last;
    private int width;

    /// <summary>Replaces the line, unless the last one is only a moment old.</summary>
    public void Show(string text)
    {
        if (!shown) return;
        lock (gate)
        {
            if (width > 0 && Stopwatch.GetElapsedTime(last) < Pace) return;
            last = Stopwatch.GetTimestamp();
            error.Write('\r' + text.PadRight(width));
            width = text.Length;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (width > 0) error.Write('\r' + new string(' ', width) + '\r');
            width = 0;
        }
    }
}
