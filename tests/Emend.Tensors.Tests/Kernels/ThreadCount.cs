using Emend.Tensors.Kernels;

namespace Emend.Tensors.Tests.Kernels;

/// <summary>Sets the thread count for one test; such tests share a collection, so that they do not run at the same time.</summary>
internal sealed class ThreadCount : IDisposable
{
    public const string Collection = "thread count";

    private readonly int before = Threads.Count;

    public ThreadCount(int count) => Threads.Count = count;

    public void Dispose() => Threads.Count = before;
}
