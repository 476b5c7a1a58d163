using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Emend.Tensors.Kernels;

/// <summary>Keeps the parked threads behind <see cref="Threads"/>, which run one job at a time together with its caller.</summary>
/// <remarks>
/// A job is claimed part by part with one compare-and-swap on <see cref="Counters.Claims"/>. The caller never waits for a worker
/// that has not begun a part, so a worker which the operating system is slow to wake costs nothing but its help.
/// </remarks>
internal static unsafe class Workers
{
    // About 50 µs: longer than the gap between two kernels of a forward pass, too short to disturb a busy machine.
    private const int Spins = 1500;

    private const int Caller = -1;

    private static readonly SemaphoreSlim Finished = new(0);
    private static Worker[] workers = [];
    private static int taken; // 1 while a job has the workers

    // The job. Everything but the counters is written before Claims is published, and stays until every part is done.
    private static void* body;
    private static delegate*<void*, int, void> run;
    private static int parts;
    private static int helpers;
    private static ExceptionDispatchInfo? failure;
    private static int callerSleeps;
    private static Counters counters;

    /// <summary>Runs all parts with up to <paramref name="threads"/> threads, or does nothing and says no while another job runs.</summary>
    public static bool TryRun<TBody>(int threads, int parts, ref TBody work) where TBody : struct, IParallelBody
    {
        if (Interlocked.CompareExchange(ref taken, 1, 0) != 0) return false;
        try
        {
            // A copy on this stack frame can not move and outlives the job, so workers may point at it.
            var copy = work;
            Start(threads - 1, parts, &Invoke<TBody>, Unsafe.AsPointer(ref copy));
            WorkOnParts(Caller);
            WaitForOthers();
            var thrown = failure;
            failure = null;
            body = null;
            thrown?.Throw();
            return true;
        }
        finally
        {
            Volatile.Write(ref taken, 0);
        }
    }

    private static void Invoke<TBody>(void* body, int part) where TBody : struct, IParallelBody =>
        Unsafe.AsRef<TBody>(body).Run(part);

    private static void Start(int wanted, int count, delegate*<void*, int, void> invoke, void* work)
    {
        if (workers.Length < wanted) Grow(wanted);
        body = work;
        run = invoke;
        parts = count;
        Volatile.Write(ref helpers, wanted);
        Volatile.Write(ref counters.Unfinished, count);
        var job = (Volatile.Read(ref counters.Claims) >>> 32) + 1;
        Interlocked.Exchange(ref counters.Claims, (job << 32) | (uint)count);
        foreach (var worker in workers.AsSpan(0, wanted)) worker.Wake();
    }

    private static void Grow(int wanted)
    {
        var grown = new Worker[wanted];
        workers.CopyTo(grown, 0);
        for (var i = workers.Length; i < wanted; i++) grown[i] = new Worker(i);
        workers = grown;
    }

    /// <summary>Claims and runs parts until none is left. The claim word holds the job's number and how many parts are left.</summary>
    private static void WorkOnParts(int index)
    {
        while (true)
        {
            var seen = Volatile.Read(ref counters.Claims);
            var left = (int)seen;
            if (left == 0 || index >= Volatile.Read(ref helpers)) return;
            var work = body;
            var invoke = run;
            var count = parts;
            // Success proves that the job was live all along: its fields can not have changed since they were read.
            if (Interlocked.CompareExchange(ref counters.Claims, seen - 1, seen) != seen) continue;
            RunPart(invoke, work, count - left);
        }
    }

    private static void RunPart(delegate*<void*, int, void> invoke, void* work, int part)
    {
        try
        {
            invoke(work, part);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
        }

        if (Interlocked.Decrement(ref counters.Unfinished) == 0 && Interlocked.Exchange(ref callerSleeps, 0) == 1)
            Finished.Release();
    }

    private static void WaitForOthers()
    {
        for (var spin = 0; Volatile.Read(ref counters.Unfinished) != 0; spin++)
        {
            if (spin < 8 * Spins)
            {
                Thread.SpinWait(1);
                continue;
            }

            // A worker that finishes the previous job late may release once too often: hence a loop, not one wait.
            Interlocked.Exchange(ref callerSleeps, 1);
            if (Volatile.Read(ref counters.Unfinished) == 0)
            {
                Interlocked.Exchange(ref callerSleeps, 0);
                break;
            }

            Finished.Wait();
        }
    }

    /// <summary>The words that several threads write, each on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counters
    {
        [FieldOffset(128)] public long Claims;
        [FieldOffset(256)] public int Unfinished;
    }

    /// <summary>One parked thread.</summary>
    private sealed class Worker
    {
        private readonly int index;
        private readonly object gate = new();
        private bool asleep;

        public Worker(int index)
        {
            this.index = index;
            new Thread(Live) { IsBackground = true, Name = $"Emend kernel {index + 1}" }.Start();
        }

        public void Wake()
        {
            if (!Volatile.Read(ref asleep)) return;
            lock (gate)
            {
                asleep = false;
                Monitor.Pulse(gate);
            }
        }

        private bool HasWork => (int)Volatile.Read(ref counters.Claims) != 0 && index < Volatile.Read(ref helpers);

        private void Live()
        {
            while (true)
            {
                WaitForWork();
                WorkOnParts(index);
            }
        }

        private void WaitForWork()
        {
            for (var spin = 0; spin < Spins; spin++)
            {
                if (HasWork) return;
                Thread.SpinWait(1);
            }

            lock (gate)
            {
                Volatile.Write(ref asleep, true);
                Interlocked.MemoryBarrier();
                // Work published before the flag was set had nobody to wake.
                while (asleep && !HasWork) Monitor.Wait(gate);
                asleep = false;
            }
        }
    }
}
