using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Reduces a symmetric matrix to tridiagonal form with Householder reflections: A = Q·T·Qᵀ.</summary>
/// <remarks>
/// Blocked (Dongarra, Sorensen and Hammarling 1989; Golub and Van Loan, Matrix Computations, 4th ed., §8.3.1), from the
/// last row to the first, so that every reflection is a row of the lower triangle. Half of the 4n³/3 operations are
/// products of the shrinking matrix with one vector, at the speed of memory; the other half are matrix products.
/// </remarks>
internal sealed unsafe class Tridiagonalization
{
    private const int PanelRows = 64;
    private const int TransformRows = 128; // reflections that are applied together

    private readonly Matrix reflections; // row i holds the vector of reflection i: i numbers, the last one 1
    private readonly double[] scales;    // reflection i is I − scales[i]·v·vᵀ

    private Tridiagonalization(Matrix matrix)
    {
        reflections = matrix;
        scales = new double[matrix.Rows];
        Diagonal = new double[matrix.Rows];
        OffDiagonal = new double[Math.Max(0, matrix.Rows - 1)];
    }

    /// <summary>The diagonal of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The elements beside the diagonal of T.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Reduces a matrix, of which only the lower triangle is read; its memory then holds the reflections.</summary>
    public static Tridiagonalization Reduce(Matrix matrix)
    {
        var reduction = new Tridiagonalization(matrix);
        var size = matrix.Rows;
        // V, W and V once more, so that both V|W and W|V are contiguous: the update is VᵀW + WᵀV.
        var panel = Matrix.Allocate(3 * PanelRows, size);
        for (var end = size; end > 0; end -= PanelRows)
        {
            var rows = Math.Min(PanelRows, end);
            var rest = end - rows;
            panel.Values.Clear();
            for (var row = end - 1; row >= rest; row--)
                reduction.ReduceRow(row, end, panel.Whole);
            var (v, w) = (panel.Whole.Part(0, 0, PanelRows, rest), panel.Whole.Part(PanelRows, 0, PanelRows, rest));
            Copy(v, panel.Whole.Part(2 * PanelRows, 0, PanelRows, rest));
            if (rest > 0)
                Product.MultiplyLower(Pair(v).Transpose(), Pair(w), matrix.Whole.Part(0, 0, rest, rest), -1, accumulate: true);
        }

        GC.KeepAlive(panel);
        GC.KeepAlive(matrix);
        return reduction;
    }

    /// <summary>Turns eigenvectors of T into those of A, in place: every row x becomes Q·x.</summary>
    /// <param name="vectors">[count, size], one eigenvector in each row.</param>
    public void Transform(Block vectors)
    {
        // Xᵀ·H₁·H₂·…, in blocks I − Vᵀ·T·V (Schreiber and Van Loan 1989; the rows of V are the vectors).
        var size = reflections.Rows;
        var v = Matrix.Allocate(TransformRows, size);
        var gram = Matrix.Allocate(TransformRows, TransformRows);
        var triangle = Matrix.Allocate(TransformRows, TransformRows);
        var inner = Matrix.Allocate(vectors.Rows, TransformRows);
        var scaled = Matrix.Allocate(vectors.Rows, TransformRows);
        for (var first = 1; first < size; first += TransformRows)
        {
            var count = Math.Min(TransformRows, size - first);
            var width = first + count - 1; // the last and longest vector
            for (var j = 0; j < count; j++)
            {
                reflections.Row(first + j)[..(first + j)].CopyTo(v.Row(j));
                v.Row(j)[(first + j)..width].Clear();
            }

            var block = v.Whole.Part(0, 0, count, width);
            var (g, t) = (gram.Whole.Part(0, 0, count, count), triangle.Whole.Part(0, 0, count, count));
            Product.Multiply(block, block.Transpose(), g);
            Combine(g, scales.AsSpan(first, count), t);
            var target = vectors.Part(0, 0, vectors.Rows, width);
            var (left, right) = (inner.Whole.Part(0, 0, vectors.Rows, count), scaled.Whole.Part(0, 0, vectors.Rows, count));
            Product.Multiply(target, block.Transpose(), left);
            Product.Multiply(left, t, right);
            Product.Subtract(right, block, target);
        }

        GC.KeepAlive(v);
        GC.KeepAlive(gram);
        GC.KeepAlive(triangle);
        GC.KeepAlive(inner);
        GC.KeepAlive(scaled);
    }

    /// <summary>Two blocks of panel rows that follow each other, as one.</summary>
    private static Block Pair(Block first) => new(first.Address, first.Stride, 2 * first.Rows, first.Columns);

    /// <summary>
    /// The upper triangle T with H₁·…·Hₖ = I − Vᵀ·T·V: column i is −scale·T·(V·vᵢ) above its diagonal element, the scale.
    /// </summary>
    private static void Combine(Block gram, ReadOnlySpan<double> scales, Block t)
    {
        for (var i = 0; i < t.Rows; i++)
        {
            for (var row = 0; row < t.Rows; row++)
            {
                var sum = 0.0;
                for (var k = row; k < i; k++)
                    sum += t[row, k] * gram[k, i];
                t[row, i] = row < i ? -scales[i] * sum : row == i ? scales[i] : 0;
            }
        }
    }

    /// <summary>Finds the reflection that clears row <paramref name="row"/> left of its off-diagonal element, and its update.</summary>
    private void ReduceRow(int row, int end, Block panel)
    {
        var matrix = reflections.Whole;
        var before = end - 1 - row; // reflections of this panel that the matrix has not been updated with
        var (v, w) = (panel.RowRange(0, before), panel.RowRange(PanelRows, before));
        var x = matrix.Row(row);
        double* vFactors = stackalloc double[PanelRows], wFactors = stackalloc double[PanelRows];
        for (var j = 0; j < before; j++)
            (vFactors[j], wFactors[j]) = (w[j, row], v[j, row]);
        SubtractRows.From(x, row + 1, v, vFactors, w, wFactors);
        Diagonal[row] = x[row];
        if (row == 0) return;

        scales[row] = Reflect(x, row, out OffDiagonal[row - 1]);
        double* newV = panel.Row(before), newW = panel.Row(PanelRows + before);
        new ReadOnlySpan<double>(x, row).CopyTo(new Span<double>(newV, row));
        SymmetricTimesVector.Multiply(matrix, newV, row, newW);
        for (var j = 0; j < before; j++)
        {
            vFactors[j] = Vectors.Dot(w.Row(j), newV, row);
            wFactors[j] = Vectors.Dot(v.Row(j), newV, row);
        }

        SubtractRows.From(newW, row, v, vFactors, w, wFactors);
        // w = scale·A·v − ½·scale²·(vᵀAv)·v
        var half = -0.5 * scales[row] * scales[row] * Vectors.Dot(newW, newV, row);
        for (var k = 0; k < row; k++)
            newW[k] = scales[row] * newW[k] + half * newV[k];
    }

    /// <summary>
    /// Replaces x by the vector v, its last element 1, with (I − scale·v·vᵀ)·x = (0, …, 0, result)
    /// (Golub and Van Loan, algorithm 5.1.1).
    /// </summary>
    private static double Reflect(double* x, int count, out double result)
    {
        var last = x[count - 1];
        var rest = Math.Sqrt(Vectors.Dot(x, x, count - 1));
        x[count - 1] = 1;
        if (rest == 0)
        {
            result = last;
            return 0;
        }

        result = -Math.CopySign(Math.Sqrt(last * last + rest * rest), last);
        var divisor = last - result;
        for (var k = 0; k < count - 1; k++)
            x[k] /= divisor;
        return -divisor / result;
    }

    private static void Copy(Block from, Block to)
    {
        for (var i = 0; i < from.Rows; i++)
            new ReadOnlySpan<double>(from.Row(i), from.Columns).CopyTo(new Span<double>(to.Row(i), to.Columns));
    }
}
