using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// Joins the eigenvectors of two diagonal blocks to those of the blocks plus ρ·u·uᵀ, where u has ±1 beside the border
/// and zeros elsewhere: one merge of divide and conquer.
/// </summary>
/// <remarks>
/// With Q the blocks' eigenvectors and z = Qᵀ·u, the eigenvectors are Q times those of D + ρ·z·zᵀ. Where z is negligible or two
/// eigenvalues agree, nothing need be done (Dongarra and Sorensen 1987); the others get a z that belongs exactly to the
/// roots found, so that the vectors are orthogonal (Gu and Eisenstat 1995).
/// </remarks>
internal sealed unsafe class RankOneMerge
{
    private const double Epsilon = 1.1102230246251565e-16;
    private const int RootsTogether = 8;
    private const int ColumnsTogether = 64;

    private readonly Block vectors; // [size, size], one eigenvector in each row: [first half, 0; 0, second half]
    private readonly int size;
    private readonly int half;
    private readonly Part[] parts;  // which columns of a row are not zero
    private readonly double[] values;
    private readonly double[] z;
    private readonly double rho;
    private readonly List<int> kept = [];     // rows that change, in ascending order of their values
    private readonly List<int> finished = []; // rows that are eigenvectors already

    private RankOneMerge(Block vectors, ReadOnlySpan<double> values, int half, double coupling)
    {
        this.vectors = vectors;
        this.half = half;
        this.values = values.ToArray();
        size = values.Length;
        parts = new Part[size];
        z = new double[size];
        rho = 2 * Math.Abs(coupling);
        for (var i = 0; i < size; i++)
        {
            parts[i] = i < half ? Part.First : Part.Second;
            // u has the norm √2: z is scaled to one, and ρ takes the 2.
            z[i] = (i < half ? vectors[i, half - 1] : Math.CopySign(1, coupling) * vectors[i, half]) / Math.Sqrt(2);
        }
    }

    /// <summary>Which columns of a row are not zero.</summary>
    private enum Part
    {
        First,
        Both,
        Second,
    }

    /// <summary>Replaces the blocks' eigenvectors and eigenvalues by those of the whole, in no order.</summary>
    /// <param name="vectors">[size, size]: the eigenvectors of the first block in the first rows, those of the second below.</param>
    /// <param name="values">The eigenvalues [size].</param>
    /// <param name="half">The size of the first block.</param>
    /// <param name="coupling">The matrix's element at the border of the blocks: ρ is its magnitude, u's second number has its sign.</param>
    /// <param name="copies">Memory for size² numbers.</param>
    /// <param name="inner">Memory for size² more.</param>
    public static void Run(Block vectors, Span<double> values, int half, double coupling, Block copies, Block inner)
    {
        var merge = new RankOneMerge(vectors, values, half, coupling);
        merge.Deflate();
        merge.Join(values, copies.Address, inner.Address);
    }

    /// <summary>Sorts the rows into kept and finished ones, after rotating rows of close values so that one of the two is finished.</summary>
    private void Deflate()
    {
        var order = new int[size];
        for (var i = 0; i < size; i++)
            order[i] = i;
        Array.Sort((double[])values.Clone(), order);
        var largest = Math.Max(Math.Abs(values[order[0]]), Math.Abs(values[order[^1]]));
        var tolerance = 8 * Epsilon * Math.Max(largest, rho);
        var last = -1;
        foreach (var next in order)
        {
            if (rho * Math.Abs(z[next]) <= tolerance)
            {
                finished.Add(next);
            }
            else
            {
                if (last >= 0)
                    (TryRotate(last, next, tolerance) ? finished : kept).Add(last);
                last = next;
            }
        }

        if (last >= 0) kept.Add(last);
    }

    /// <summary>Turns z of a row to zero by rotating it against the next, if that couples their values only negligibly.</summary>
    private bool TryRotate(int row, int next, double tolerance)
    {
        var length = double.Hypot(z[row], z[next]);
        var (cosine, sine) = (z[next] / length, -z[row] / length);
        if (Math.Abs((values[next] - values[row]) * cosine * sine) > tolerance)
            return false;
        (z[row], z[next]) = (0, length);
        if (parts[row] != parts[next])
            parts[next] = Part.Both;
        double* a = vectors.Row(row), b = vectors.Row(next);
        for (var k = 0; k < size; k++)
            (a[k], b[k]) = (cosine * a[k] + sine * b[k], cosine * b[k] - sine * a[k]);
        var (c2, s2) = (cosine * cosine, sine * sine);
        (values[row], values[next]) = (values[row] * c2 + values[next] * s2, values[row] * s2 + values[next] * c2);
        return true;
    }

    private void Join(Span<double> results, double* copies, double* inner)
    {
        var count = kept.Count;
        if (count == 0)
        {
            values.CopyTo(results);
            return;
        }

        // The kept rows in the order first | both | second, so that both halves of the product have no zeros.
        var places = new int[count];
        var place = 0;
        var starts = new int[4];
        foreach (var part in Enum.GetValues<Part>())
        {
            starts[(int)part] = place;
            for (var i = 0; i < count; i++)
            {
                if (parts[kept[i]] == part) places[i] = place++;
            }
        }

        var (firstEnd, secondStart) = (starts[(int)Part.Second], starts[(int)Part.Both]);
        var firstColumns = new Block(copies, half, firstEnd, half);
        var secondColumns = new Block(copies + (long)firstEnd * half, size - half, count - secondStart, size - half);
        var rest = new Block(copies + (long)firstEnd * half + (long)secondColumns.Rows * (size - half), size, size - count, size);
        for (var i = 0; i < count; i++)
        {
            var row = vectors.Row(kept[i]);
            if (places[i] < firstEnd) Copy(row, firstColumns.Row(places[i]), half);
            if (places[i] >= secondStart) Copy(row + half, secondColumns.Row(places[i] - secondStart), size - half);
        }

        for (var i = 0; i < finished.Count; i++)
            Copy(vectors.Row(finished[i]), rest.Row(i), size);

        var change = new Block(inner, count, count, count); // the eigenvectors of D + ρ·z·zᵀ, one in each row
        FindEigenvectors(change, places, results);
        Product.Multiply(change.Part(0, 0, count, firstEnd), firstColumns, vectors.Part(0, 0, count, half));
        Product.Multiply(change.Part(0, secondStart, count, count - secondStart), secondColumns, vectors.Part(0, half, count, size - half));
        for (var i = 0; i < finished.Count; i++)
        {
            Copy(rest.Row(i), vectors.Row(count + i), size);
            results[count + i] = values[finished[i]];
        }
    }

    /// <summary>Finds the eigenvalues of the kept rows' D + ρ·z·zᵀ, and its eigenvectors with their elements at new places.</summary>
    private void FindEigenvectors(Block change, int[] places, Span<double> results)
    {
        var count = kept.Count;
        using var scratch = Scratch.Rent<double>(4L * count);
        var poles = (double*)scratch.Memory;
        double* squares = poles + count, roots = squares + count, exact = roots + count;
        for (var i = 0; i < count; i++)
        {
            poles[i] = values[kept[i]];
            squares[i] = rho * z[kept[i]] * z[kept[i]];
            exact[i] = z[kept[i]];
        }

        var equation = new SecularEquation(poles, squares, count);
        Threads.For(count, RootsTogether, (first, end) =>
        {
            for (var j = (int)first; j < end; j++)
                roots[j] = equation.Solve(j, change.Row(j));
        });
        Threads.For(count, ColumnsTogether, (first, end) => ExactWeights((int)first, (int)end, change, poles, exact));
        Threads.For(count, RootsTogether, (first, end) =>
        {
            for (var j = (int)first; j < end; j++)
                Eigenvector(change.Row(j), exact, places);
        });
        new ReadOnlySpan<double>(roots, count).CopyTo(results);
    }

    /// <summary>
    /// The z that has exactly the roots found, which is close to the given one: zᵢ² = Π (λⱼ − dᵢ) / Π (dⱼ − dᵢ), up to a
    /// common factor (Löwner's formula). Taking it makes the eigenvectors orthogonal to working precision.
    /// </summary>
    private static void ExactWeights(int first, int end, Block differences, double* poles, double* weights)
    {
        var products = stackalloc double[ColumnsTogether];
        new Span<double>(products, ColumnsTogether).Fill(1);
        for (var j = 0; j < differences.Rows; j++)
        {
            var row = differences.Row(j);
            for (var i = first; i < Math.Min(j, end); i++)
                products[i - first] *= row[i] / (poles[i] - poles[j]);
            if (j >= first && j < end)
                products[j - first] *= row[j];
            for (var i = Math.Max(j + 1, first); i < end; i++)
                products[i - first] *= row[i] / (poles[i] - poles[j]);
        }

        for (var i = first; i < end; i++)
            weights[i] = Math.CopySign(Math.Sqrt(Math.Abs(products[i - first])), weights[i]);
    }

    /// <summary>The eigenvector zᵢ / (dᵢ − λ), scaled to length one, in place of the differences.</summary>
    private static void Eigenvector(double* differences, double* weights, int[] places)
    {
        using var scratch = Scratch.Rent<double>(places.Length);
        var vector = (double*)scratch.Memory;
        for (var i = 0; i < places.Length; i++)
            vector[i] = weights[i] / differences[i];
        var length = Math.Sqrt(Vectors.Dot(vector, vector, places.Length));
        for (var i = 0; i < places.Length; i++)
            differences[places[i]] = vector[i] / length;
    }

    private static void Copy(double* from, double* to, int count) => new ReadOnlySpan<double>(from, count).CopyTo(new Span<double>(to, count));
}
