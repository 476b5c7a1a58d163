using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The plain matrix product.</summary>
internal static unsafe class MatrixKernel
{
    /// <summary>c = a·b + bias: a is [rows, depth] or transposed, b [depth, columns] or transposed and in any storage.</summary>
    public static void Multiply(
        long rows, long columns, long depth,
        float* a, long aStride, bool aTransposed,
        void* b, long bStride, bool bTransposed, ElementType bType,
        float* c, long cStride, float* bias = null)
    {
        var wideB = new float[depth * columns]; // [depth, columns]
        var stored = new float[bStride];
        for (long r = 0; r < (bTransposed ? columns : depth); r++)
        {
            Shaping.Widen((byte*)b + r * bStride * bType.Size(), bType, stored.AsSpan(0, (int)(bTransposed ? depth : columns)));
            if (bTransposed)
            {
                for (var k = 0; k < depth; k++)
                    wideB[k * columns + r] = stored[k];
            }
            else
            {
                stored.AsSpan(0, (int)columns).CopyTo(wideB.AsSpan((int)(r * columns)));
            }
        }

        Threads.For(rows, 1, (first, last) =>
        {
            for (var i = first; i < last; i++)
            {
                var sums = new Span<float>(c + i * cStride, (int)columns);
                if (bias is null)
                    sums.Clear();
                else
                    new ReadOnlySpan<float>(bias, (int)columns).CopyTo(sums);
                for (var k = 0; k < depth; k++)
                    TensorPrimitives.MultiplyAdd(wideB.AsSpan((int)(k * columns), (int)columns), aTransposed ? a[k * aStride + i] : a[i * aStride + k], sums, sums);
            }
        });
    }
}
