using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Solves with a triangle: T·X = B, in place of B.</summary>
/// <remarks>
/// Recursive (Golub and Van Loan, Matrix Computations, 4th ed., §3.1.4; Elmroth, Gustavson, Jonsson and Kågström 2004):
/// halves the triangle until it has 64 rows, so that all but a hundredth of the work on a large one is matrix products.
/// </remarks>
internal static unsafe class TriangularKernel
{
    private const int SlabColumns = 64; // a slab of B [64, 64] stays in the first-level cache

    /// <summary>Solves lower·X = b in place of b; reads nothing above the diagonal.</summary>
    public static void SolveLower(Block lower, Block b, bool unitDiagonal = false)
    {
        var size = lower.Rows;
        if (size <= Halves.Smallest)
        {
            SolveSmall(lower, b, unitDiagonal, backwards: false);
            return;
        }

        var half = Halves.Of(size);
        var rest = size - half;
        var (top, bottom) = (b.RowRange(0, half), b.RowRange(half, rest));
        SolveLower(lower.Part(0, 0, half, half), top, unitDiagonal);
        Product.Subtract(lower.Part(half, 0, rest, half), top, bottom);
        SolveLower(lower.Part(half, half, rest, rest), bottom, unitDiagonal);
    }

    /// <summary>Solves upper·X = b in place of b; reads nothing below the diagonal.</summary>
    public static void SolveUpper(Block upper, Block b, bool unitDiagonal = false)
    {
        var size = upper.Rows;
        if (size <= Halves.Smallest)
        {
            SolveSmall(upper, b, unitDiagonal, backwards: true);
            return;
        }

        var half = Halves.Of(size);
        var rest = size - half;
        var (top, bottom) = (b.RowRange(0, half), b.RowRange(half, rest));
        SolveUpper(upper.Part(half, half, rest, rest), bottom, unitDiagonal);
        Product.Subtract(upper.Part(0, half, half, rest), bottom, top);
        SolveUpper(upper.Part(0, 0, half, half), top, unitDiagonal);
    }

    private static void SolveSmall(Block triangle, Block b, bool unitDiagonal, bool backwards)
    {
        // Solving an upper triangle from its last row to its first is solving a lower one: read it with negative steps.
        var size = triangle.Rows;
        var direction = backwards ? -1 : 1;
        var first = backwards ? size - 1 : 0;
        var packed = stackalloc double[Halves.Smallest * Halves.Smallest];
        var inverse = stackalloc double[Halves.Smallest];
        for (var i = 0; i < size; i++)
        {
            var row = first + direction * i;
            for (var k = 0; k < i; k++)
                packed[i * Halves.Smallest + k] = triangle[row, first + direction * k];
            inverse[i] = unitDiagonal ? 1 : 1 / triangle[row, row];
        }

        var slabs = (b.Columns + SlabColumns - 1) / SlabColumns;
        Threads.For(slabs, new Slabs(packed, inverse, size, b, first, direction));
    }

    /// <summary>Forward substitution on slabs of columns of B, which do not depend on each other.</summary>
    private readonly struct Slabs(double* lower, double* inverse, int size, Block b, int first, int direction) : IParallelBody
    {
        public void Run(int part)
        {
            var column = part * SlabColumns;
            var columns = Math.Min(SlabColumns, b.Columns - column);
            var width = (columns + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
            var x = stackalloc double[Halves.Smallest * SlabColumns]; // [size, width]
            Copy(column, columns, x, width, back: false);
            var from = 0;
            for (; width - from >= 8 * Vector512<double>.Count; from += 8 * Vector512<double>.Count)
                SubstituteEight(x + from, width);
            for (; from < width; from += Vector512<double>.Count)
                SubstituteOne(x + from, width);
            Copy(column, columns, x, width, back: true);
        }

        /// <summary>Copies columns of B to x [size, width], or back; the inner loop runs along the memory of B.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Copy(int column, int columns, double* x, int width, bool back)
        {
            var (outer, inner) = b.Transposed ? (columns, size) : (size, columns);
            var (outerStep, innerStep) = b.Transposed ? (1, width) : (width, 1);
            for (var o = 0; o < outer; o++)
            {
                var stored = b.Transposed ? b.Address + (column + o) * b.Stride + first : b.Address + (first + direction * o) * b.Stride + column;
                var step = b.Transposed ? direction : 1;
                var target = x + o * outerStep;
                if (back)
                {
                    for (var i = 0; i < inner; i++)
                        stored[i * step] = target[i * innerStep];
                }
                else
                {
                    for (var i = 0; i < inner; i++)
                        target[i * innerStep] = stored[i * step];
                }
            }
        }

        /// <summary>Eight vectors of columns at a time: enough independent sums to hide the time of a multiplication.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void SubstituteEight(double* x, int width)
        {
            for (var i = 0; i < size; i++)
            {
                var row = x + i * width;
                var (s0, s1, s2, s3) = (Vector512.Load(row), Vector512.Load(row + 8), Vector512.Load(row + 16), Vector512.Load(row + 24));
                var (s4, s5, s6, s7) = (Vector512.Load(row + 32), Vector512.Load(row + 40), Vector512.Load(row + 48), Vector512.Load(row + 56));
                var solved = x;
                for (var k = 0; k < i; k++, solved += width)
                {
                    var factor = Vector512.Create(-lower[i * Halves.Smallest + k]);
                    s0 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved), s0);
                    s1 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 8), s1);
                    s2 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 16), s2);
                    s3 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 24), s3);
                    s4 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 32), s4);
                    s5 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 40), s5);
                    s6 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 48), s6);
                    s7 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 56), s7);
                }

                var scale = Vector512.Create(inverse[i]);
                (s0 * scale).Store(row);
                (s1 * scale).Store(row + 8);
                (s2 * scale).Store(row + 16);
                (s3 * scale).Store(row + 24);
                (s4 * scale).Store(row + 32);
                (s5 * scale).Store(row + 40);
                (s6 * scale).Store(row + 48);
                (s7 * scale).Store(row + 56);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void SubstituteOne(double* x, int width)
        {
            for (var i = 0; i < size; i++)
            {
                var sum = Vector512.Load(x + i * width);
                for (var k = 0; k < i; k++)
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(-lower[i * Halves.Smallest + k]), Vector512.Load(x + k * width), sum);
                (sum * Vector512.Create(inverse[i])).Store(x + i * width);
            }
        }
    }
}
