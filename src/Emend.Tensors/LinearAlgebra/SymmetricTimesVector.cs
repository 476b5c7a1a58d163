using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Multiplies a symmetric matrix, of which only the lower triangle is read, with a vector.</summary>
/// <remarks>
/// Every element is read once and used twice, so the product runs at the speed of memory. The rows are cut into parts of
/// equal area that depend on the size alone; each part keeps a sum of its own, and the sums are added in order.
/// </remarks>
internal static unsafe class SymmetricTimesVector
{
    private const int RowsTogether = 4;
    private const int MaxParts = 32;
    private const int PartRows = 128; // a part is at least this many rows, so that its own sum is cheap beside it

    /// <summary>result = A·x for the leading <paramref name="size"/> rows and columns of A.</summary>
    public static void Multiply(Block a, double* x, int size, double* result)
    {
        var parts = Math.Clamp(size / PartRows, 1, MaxParts);
        using var scratch = Scratch.Rent<double>((long)parts * size);
        var sums = (double*)scratch.Memory; // [parts, size]
        Threads.For(parts, new PartOfRows(a, x, size, parts, sums));
        Threads.For((size + AddSums.Slab - 1) / AddSums.Slab, new AddSums(sums, size, parts, result));
    }

    /// <summary>The first row of a part: areas grow with the square of the row.</summary>
    private static int FirstRow(int part, int parts, int size) =>
        part == parts ? size : (int)(size * Math.Sqrt((double)part / parts)) / RowsTogether * RowsTogether;

    private readonly struct PartOfRows(Block a, double* x, int size, int parts, double* sums) : IParallelBody
    {
        public void Run(int part)
        {
            var (first, end) = (FirstRow(part, parts, size), FirstRow(part + 1, parts, size));
            var sum = sums + (long)part * size;
            new Span<double>(sum, end).Clear();
            var row = first;
            for (; row <= end - RowsTogether; row += RowsTogether)
                AddFourRows(row, sum);
            for (; row < end; row++)
                AddRow(row, 0, sum);
        }

        /// <summary>The columns before the row: they count for the row and, mirrored, for themselves. Then the rest of each row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddFourRows(int row, double* sum)
        {
            double* a0 = a.Row(row), a1 = a.Row(row + 1), a2 = a.Row(row + 2), a3 = a.Row(row + 3);
            var (x0, x1, x2, x3) = (Vector512.Create(x[row]), Vector512.Create(x[row + 1]), Vector512.Create(x[row + 2]), Vector512.Create(x[row + 3]));
            var (s0, s1, s2, s3) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            var column = 0;
            for (; column <= row - 8; column += 8)
            {
                var mirrored = Vector512.Load(sum + column);
                var factor = Vector512.Load(x + column);
                var v0 = Vector512.Load(a0 + column);
                s0 = Vector512.FusedMultiplyAdd(v0, factor, s0);
                mirrored = Vector512.FusedMultiplyAdd(v0, x0, mirrored);
                var v1 = Vector512.Load(a1 + column);
                s1 = Vector512.FusedMultiplyAdd(v1, factor, s1);
                mirrored = Vector512.FusedMultiplyAdd(v1, x1, mirrored);
                var v2 = Vector512.Load(a2 + column);
                s2 = Vector512.FusedMultiplyAdd(v2, factor, s2);
                mirrored = Vector512.FusedMultiplyAdd(v2, x2, mirrored);
                var v3 = Vector512.Load(a3 + column);
                s3 = Vector512.FusedMultiplyAdd(v3, factor, s3);
                mirrored = Vector512.FusedMultiplyAdd(v3, x3, mirrored);
                mirrored.Store(sum + column);
            }

            sum[row] += Vector512.Sum(s0);
            sum[row + 1] += Vector512.Sum(s1);
            sum[row + 2] += Vector512.Sum(s2);
            sum[row + 3] += Vector512.Sum(s3);
            for (var i = row; i < row + RowsTogether; i++)
                AddRow(i, column, sum);
        }

        private void AddRow(int row, int firstColumn, double* sum)
        {
            var values = a.Row(row);
            for (var column = firstColumn; column < row; column++)
            {
                sum[row] += values[column] * x[column];
                sum[column] += values[column] * x[row];
            }

            sum[row] += values[row] * x[row];
        }
    }

    private readonly struct AddSums(double* sums, int size, int parts, double* result) : IParallelBody
    {
        public const int Slab = 1024;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int part)
        {
            var first = part * Slab;
            var end = Math.Min(size, first + Slab);
            new Span<double>(result + first, end - first).Clear();
            for (var p = 0; p < parts; p++)
            {
                // The part's sum reaches only as far as its last row.
                var sumEnd = Math.Min(end, FirstRow(p + 1, parts, size));
                var sum = sums + (long)p * size;
                for (var k = first; k < sumEnd; k++)
                    result[k] += sum[k];
            }
        }
    }
}
