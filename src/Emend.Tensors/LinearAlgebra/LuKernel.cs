using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Replaces a square block by its factors L and U, and follows where its rows go.</summary>
internal readonly unsafe struct LuKernel(Block a, int[] permutation)
{
    private const int PanelColumns = 16; // a packed panel of a large matrix stays in the second-level cache

    public void Factor() => Factor(0, a.Columns);

    /// <summary>Factors the columns from <paramref name="first"/> on, below and with the diagonal.</summary>
    private void Factor(int first, int count)
    {
        if (count <= PanelColumns)
        {
            FactorPanel(first, count);
            return;
        }

        var half = Halves.Of(count, PanelColumns);
        var rest = count - half;
        var (middle, below) = (first + half, a.Rows - first - half);
        Factor(first, half);
        var right = a.Part(first, middle, half, rest);
        TriangularKernel.SolveLower(a.Part(first, first, half, half), right, unitDiagonal: true);
        Product.Subtract(a.Part(middle, first, below, half), right, a.Part(middle, middle, below, rest));
        Factor(middle, rest);
    }

    /// <summary>Eliminates column by column in a packed copy [rows, PanelColumns], then exchanges the rows outside.</summary>
    private void FactorPanel(int first, int count)
    {
        var rows = a.Rows - first;
        using var scratch = Scratch.Rent<double>((long)rows * PanelColumns);
        var panel = (double*)scratch.Memory;
        var exchanges = stackalloc int[PanelColumns];
        Copy(first, count, panel, back: false);
        for (var j = 0; j < count; j++)
        {
            var pivot = LargestInColumn(panel, rows, j);
            exchanges[j] = pivot;
            double* top = panel + j * PanelColumns, other = panel + (long)pivot * PanelColumns;
            for (var k = 0; k < PanelColumns; k++)
                (top[k], other[k]) = (other[k], top[k]);
            if (top[j] == 0)
                throw new SingularMatrixException(first + j, a.Rows);
            (permutation[first + j], permutation[first + pivot]) = (permutation[first + pivot], permutation[first + j]);
            Eliminate(panel, rows, j);
        }

        Copy(first, count, panel, back: true);
        Threads.For((a.Columns + Exchanges.SlabColumns - 1) / Exchanges.SlabColumns, new Exchanges(a, first, count, exchanges));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LargestInColumn(double* panel, int rows, int column)
    {
        var (largest, at) = (-1.0, column);
        for (var i = column; i < rows; i++)
        {
            var magnitude = Math.Abs(panel[(long)i * PanelColumns + column]);
            if (magnitude > largest)
                (largest, at) = (magnitude, i);
        }

        return at;
    }

    /// <summary>Subtracts multiples of row <paramref name="column"/> from the rows below, so that the column becomes L's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eliminate(double* panel, int rows, int column)
    {
        // The row without what is left of the diagonal: whole vectors can be subtracted then.
        var pivotRow = stackalloc double[PanelColumns];
        for (var k = 0; k < PanelColumns; k++)
            pivotRow[k] = k > column ? panel[column * PanelColumns + k] : 0;
        var (left, right) = (Vector512.Load(pivotRow), Vector512.Load(pivotRow + 8));
        var pivot = panel[column * PanelColumns + column];
        for (var row = panel + (column + 1) * PanelColumns; row < panel + (long)rows * PanelColumns; row += PanelColumns)
        {
            var factor = row[column] / pivot;
            row[column] = factor;
            var negative = Vector512.Create(-factor);
            Vector512.FusedMultiplyAdd(negative, left, Vector512.Load(row)).Store(row);
            Vector512.FusedMultiplyAdd(negative, right, Vector512.Load(row + 8)).Store(row + 8);
        }
    }

    private void Copy(int first, int count, double* panel, bool back)
    {
        for (var i = first; i < a.Rows; i++, panel += PanelColumns)
        {
            var stored = new Span<double>(a.Row(i) + first, count);
            var packed = new Span<double>(panel, PanelColumns);
            if (back)
            {
                packed[..count].CopyTo(stored);
            }
            else
            {
                stored.CopyTo(packed);
                packed[count..].Clear();
            }
        }
    }

    /// <summary>Exchanges rows to the left and to the right of a panel, one slab of columns in each part.</summary>
    private readonly struct Exchanges(Block a, int first, int count, int* exchanges) : IParallelBody
    {
        public const int SlabColumns = 1024;

        public void Run(int part)
        {
            var (from, to) = (part * SlabColumns, Math.Min(a.Columns, (part + 1) * SlabColumns));
            for (var j = 0; j < count; j++)
            {
                if (exchanges[j] == j) continue;
                double* top = a.Row(first + j), other = a.Row(first + exchanges[j]);
                Exchange(top, other, from, Math.Min(to, first));
                Exchange(top, other, Math.Max(from, first + count), to);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Exchange(double* top, double* other, int from, int to)
        {
            for (var k = from; k < to; k++)
                (top[k], other[k]) = (other[k], top[k]);
        }
    }
}
