using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Emend.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Decoding;

/// <summary>How fast this machine reads memory that does not fit its caches: what bounds one-row matrix products.</summary>
internal static class ReadBandwidth
{
    private const int PartBytes = 1 << 20;

    /// <summary>Reads all bytes of tensors on all threads, in bytes per second.</summary>
    public static double Measure(IReadOnlyList<Tensor> tensors)
    {
        var pieces = tensors.SelectMany(tensor => Enumerable.Range(0, (tensor.Bytes.Length + PartBytes - 1) / PartBytes).Select(part => (tensor, part))).ToArray();
        var sums = new float[pieces.Length];
        var start = Stopwatch.GetTimestamp();
        Threads.Share(pieces.Length, piece => sums[piece] = Sum(pieces[piece].tensor, pieces[piece].part));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return tensors.Sum(tensor => (double)tensor.Bytes.Length) / seconds;
    }

    private static float Sum(Tensor tensor, int part)
    {
        var first = part * PartBytes;
        var vectors = MemoryMarshal.Cast<byte, Vector<float>>(tensor.Bytes.Slice(first, Math.Min(PartBytes, tensor.Bytes.Length - first)));
        Vector<float> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 3 < vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        for (; i < vectors.Length; i++)
            a += vectors[i];
        return Vector.Sum(a + b + c + d); // kept by the caller, or the reading would be optimised away
    }
}
