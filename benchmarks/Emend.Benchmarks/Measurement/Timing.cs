using System.Diagnostics;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Measurement;

/// <summary>Keeps the shortest times of a piece of work and of the ceiling it is compared with, run in turn, and of an earlier timing.</summary>
/// <remarks>
/// On a shared machine the shortest time is the one that says something about the code. One thread is timed by the processor
/// time it gets, so that what others run in between does not count; several threads can only be timed by the clock.
/// </remarks>
internal sealed class Timing(Action work, Action ceiling, Timing? earlier = null)
{
    /// <summary>The shortest time of the work, in seconds.</summary>
    public double Work { get; private set; } = earlier?.Work ?? double.PositiveInfinity;

    /// <summary>The shortest time of the ceiling, in seconds.</summary>
    public double Ceiling { get; private set; } = earlier?.Ceiling ?? double.PositiveInfinity;

    /// <summary>Runs both in turn for about so many seconds, at least three times.</summary>
    public void Measure(double seconds)
    {
        work();
        var start = Stopwatch.GetTimestamp();
        for (var turn = 0; turn < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; turn++)
        {
            Ceiling = Math.Min(Ceiling, Time(ceiling));
            Work = Math.Min(Work, Time(work));
        }
    }

    /// <summary>The seconds that something takes.</summary>
    public static double Time(Action action)
    {
        if (Threads.Count > 1)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        var before = Environment.CpuUsage.TotalTime;
        action();
        return Math.Max(1e-9, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}
