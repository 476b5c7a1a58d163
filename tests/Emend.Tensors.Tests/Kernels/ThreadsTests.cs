using Emend.Tensors.Kernels;

namespace Emend.Tensors.Tests.Kernels;

[Collection(ThreadCount.Collection)]
public sealed class ThreadsTests
{
    private readonly struct Tally(int[] runs) : IParallelBody
    {
        public void Run(int part) => Interlocked.Increment(ref runs[part]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void For_Runs_Every_Part_Once(int threads)
    {
        using var _ = new ThreadCount(threads);
        for (var round = 0; round < 2000; round++)
        {
            var runs = new int[round % 37];
            Threads.For(runs.Length, new Tally(runs));
            runs.ShouldAllBe(times => times == 1);
        }
    }

    [Fact]
    public void For_Runs_Inside_A_Part_And_Beside_Other_Callers()
    {
        using var _ = new ThreadCount(4);
        var total = 0L;
        Parallel.For(0, 8, _ =>
        {
            for (var round = 0; round < 200; round++)
                Threads.For(10, 3, (start, end) => Threads.For(end - start, 1, (s, e) => Interlocked.Add(ref total, e - s)));
        });
        total.ShouldBe(8 * 200 * 10);
    }

    [Fact]
    public void For_Gives_The_Same_Pieces_For_Any_Count()
    {
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var _ = new ThreadCount(threads);
            var pieces = new System.Collections.Concurrent.ConcurrentBag<(long, long)>();
            Threads.For(10, 4, (start, end) => pieces.Add((start, end)));
            pieces.Order().ShouldBe([(0, 4), (4, 8), (8, 10)]);
        }
    }

    [Fact]
    public void For_Throws_What_A_Part_Throws_And_Works_Again()
    {
        using var _ = new ThreadCount(2);
        for (var round = 0; round < 20; round++)
        {
            Should.Throw<InvalidDataException>(() => Threads.For(8, 1, (start, _) =>
            {
                if (start == 5) throw new InvalidDataException("part 5");
            }));
            var runs = new int[9];
            Threads.For(9, new Tally(runs));
            runs.ShouldAllBe(times => times == 1);
        }
    }

    [Fact]
    public void For_Sleeping_Workers_Wake_Up()
    {
        using var _ = new ThreadCount(2);
        for (var round = 0; round < 10; round++)
        {
            Thread.Sleep(5);
            var names = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
            Threads.For(2, 1, (_, _) =>
            {
                names[Environment.CurrentManagedThreadId] = true;
                Thread.Sleep(50);
            });
            if (names.Count == 2) return;
        }

        Assert.Fail("No worker took a part in ten rounds.");
    }

    [Fact]
    public void For_Allocates_Nothing()
    {
        using var _ = new ThreadCount(2);
        var runs = new int[4];
        Threads.For(4, new Tally(runs));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++) Threads.For(4, new Tally(runs));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Count_Refuses_Zero() => Should.Throw<ArgumentOutOfRangeException>(() => Threads.Count = 0);
}
