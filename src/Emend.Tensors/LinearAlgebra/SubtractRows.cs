using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Subtracts sums of rows from a vector: target −= Σⱼ a[j]·left row j + b[j]·right row j.</summary>
internal readonly unsafe struct SubtractRows : IParallelBody
{
    private const int SlabColumns = 512; // the target's slab stays in the first-level cache while the rows pass

    private readonly Block left;
    private readonly Block right;
    private readonly double* a;
    private readonly double* b;
    private readonly double* target;
    private readonly int count;

    private SubtractRows(Block left, double* a, Block right, double* b, double* target, int count)
    {
        this.left = left;
        this.right = right;
        this.a = a;
        this.b = b;
        this.target = target;
        this.count = count;
    }

    /// <summary>Subtracts from <paramref name="count"/> numbers; <paramref name="left"/> and <paramref name="right"/> have equally many rows.</summary>
    public static void From(double* target, int count, Block left, double* a, Block right, double* b)
    {
        if (left.Rows > 0)
            Threads.For((count + SlabColumns - 1) / SlabColumns, new SubtractRows(left, a, right, b, target, count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int part)
    {
        var first = part * SlabColumns;
        var end = Math.Min(count, first + SlabColumns);
        for (var j = 0; j < left.Rows; j++)
        {
            double* x = left.Row(j), y = right.Row(j);
            var (xFactor, yFactor) = (Vector512.Create(-a[j]), Vector512.Create(-b[j]));
            var k = first;
            for (; k <= end - 8; k += 8)
            {
                var sum = Vector512.FusedMultiplyAdd(xFactor, Vector512.Load(x + k), Vector512.Load(target + k));
                Vector512.FusedMultiplyAdd(yFactor, Vector512.Load(y + k), sum).Store(target + k);
            }

            for (; k < end; k++)
                target[k] -= a[j] * x[k] + b[j] * y[k];
        }
    }
}
