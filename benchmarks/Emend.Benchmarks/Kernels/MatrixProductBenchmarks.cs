using BenchmarkDotNet.Attributes;

namespace Emend.Benchmarks.Kernels;

/// <summary>Some of the products of <see cref="KernelSuite"/> for BenchmarkDotNet, with what they allocate.</summary>
[InProcess]
[ShortRunJob]
[MemoryDiagnoser]
public class MatrixProductBenchmarks : IDisposable
{
    private Product? product;

    /// <summary>Rows of A.</summary>
    [Params(1, 16, 128)]
    public int Rows { get; set; }

    /// <summary>Whether B is stored as [out, in].</summary>
    [Params(false, true)]
    public bool Transposed { get; set; }

    [GlobalSetup]
    public void Allocate() => product = new Product(new(Rows, 3072, 768) { BTransposed = Transposed });

    [GlobalCleanup]
    public void Dispose()
    {
        product?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void UpProjection() => product!.Run();
}
