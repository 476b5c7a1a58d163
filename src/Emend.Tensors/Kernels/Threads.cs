namespace Emend.Tensors.Kernels;

/// <summary>Decides how many threads the kernels use, and divides their work: the only place that does.</summary>
/// <remarks>
/// What a kernel computes never depends on <see cref="Count"/>: the caller fixes the parts, the threads only share them out.
/// </remarks>
public static class Threads
{
    private static int count = Environment.ProcessorCount;

    /// <summary>How many threads a kernel may use, the calling one included; the number of processors at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int Count
    {
        get => Volatile.Read(ref count);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref count, value);
        }
    }

    /// <summary>Calls <paramref name="part"/> with 0 to <paramref name="parts"/> − 1, shared out over the threads, and returns when all are done.</summary>
    /// <remarks>Whole pieces of work that are independent run faster so: kernels called inside a part stay on its thread.</remarks>
    public static void Share(int parts, Action<int> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        For(parts, new Piece(part));
    }

    /// <summary>Runs <paramref name="body"/> for the parts 0 to <paramref name="parts"/> − 1 and returns when all are done.</summary>
    /// <remarks>
    /// The calling thread works too, and takes every part that no other thread has begun. A call from inside a part,
    /// or while another thread has the workers, runs all its parts on the calling thread. Nothing is allocated.
    /// </remarks>
    internal static void For<TBody>(int parts, TBody body) where TBody : struct, IParallelBody
    {
        var threads = Math.Min(Count, parts);
        if (threads > 1 && Workers.TryRun(threads, parts, ref body)) return;
        for (var part = 0; part < parts; part++) body.Run(part);
    }

    /// <summary>
    /// Calls <paramref name="range"/> with the start and the end of each piece of <paramref name="grain"/> items
    /// (the last may be shorter). The pieces do not depend on the number of threads, so sums kept per piece are reproducible.
    /// </summary>
    internal static void For(long items, long grain, Action<long, long> range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grain, 1);
        For(checked((int)((items + grain - 1) / grain)), new Range(items, grain, range));
    }

    private readonly struct Piece(Action<int> action) : IParallelBody
    {
        public void Run(int part) => action(part);
    }

    private readonly struct Range(long items, long grain, Action<long, long> range) : IParallelBody
    {
        public void Run(int part) => range(part * grain, Math.Min(items, (part + 1) * grain));
    }
}
