using System.Diagnostics;
using Emend.Benchmarks.Measurement;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Benchmarks.LinearAlgebra;

/// <summary>
/// The factorisations that edits solve with, at the hidden widths of GPT-2 (3,072) and GPT-2 XL (6,400), beside what the
/// machine's multipliers do in the same seconds.
/// </summary>
internal static class LinearAlgebraSuite
{
    private const int KeyRows = 4096;
    private const double NullThreshold = 0.05; // the spectra of NullSpace lie below 1e-12 and above 0.1

    private static readonly (string Name, int[] Sizes, Action<int> Run)[] Cases =
    [
        ("product", [1024, 3072, 6400], Product),
        ("cholesky", [1024, 3072, 6400], Factor),
        ("solve", [3072, 6400], Solve),
        ("lu", [1024, 3072, 6400], Eliminate),
        ("second-moment", [768, 3072, 6400], Collect),
        ("eigen", [1024, 3072, 6400], Decompose),
        ("eigenvalues", [3072, 6400], Eigenvalues),
        ("projector", [1024, 3072, 6400], Split),
        ("sign-iteration", [1024, 3072], Iterate),
    ];

    /// <summary>Measures the operations whose name and size begin with a text and prints a Markdown table.</summary>
    public static void Run(string filter)
    {
        Console.WriteLine("| operation | size | seconds | 10⁹ operations/s | multiplier peak | of peak | allocated MB | note |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---|");
        foreach (var (name, sizes, run) in Cases)
        {
            foreach (var size in sizes.Where(size => $"{name} {size}".StartsWith(filter, StringComparison.Ordinal)))
            {
                run(size);
                GC.Collect();
            }
        }
    }

    private static void Product(int size)
    {
        var (left, right) = (Random(size, size), Random(size, size));
        Measure("product A·B", size, 2.0 * size * size * size, 3, () => left.Multiply(right));
    }

    private static void Factor(int size)
    {
        var (matrix, work) = (PositiveDefinite(size), new Matrix(size, size));
        Measure("Cholesky in place", size, size / 3.0 * size * size, 4, () => Cholesky.Factor(work, inPlace: true), prepare: () => matrix.Values.CopyTo(work.Values));
    }

    private static void Solve(int size)
    {
        const int Count = 1000;
        var (cholesky, right) = (Cholesky.Factor(PositiveDefinite(size), inPlace: true), Random(size, Count));
        Measure($"Cholesky solve, {Count} columns", size, 2.0 * size * size * Count, 3, () => cholesky.Solve(right));
        var one = Random(1, size).Values.ToArray();
        Measure("Cholesky solve, 1 column", size, 2.0 * size * size, 3, () => cholesky.Solve(one));
    }

    private static void Eliminate(int size)
    {
        var (matrix, work) = (Random(size, size), new Matrix(size, size));
        Measure("LU in place", size, 2 / 3.0 * size * size * size, 3, () => Lu.Factor(work, inPlace: true), prepare: () => matrix.Values.CopyTo(work.Values));
    }

    private static void Collect(int width)
    {
        var keys = Keys(width);
        var moment = new SecondMoment(width);
        moment.Add(keys);
        var product = new float[width * width];
        var productSeconds = Seconds(2, () => Multiply(keys, width, product));
        Measure($"second moment, {KeyRows} float32 keys", width, 0, 3, () => moment.Add(keys),
            seconds => $"{KeyRows / seconds:F0} keys/s; {productSeconds / seconds / 2:P0} of the speed of the float32 product KᵀK, which has twice the work");
    }

    private static void Decompose(int size)
    {
        var matrix = Symmetric(size);
        SymmetricEigen? eigen = null;
        Measure("eigenvalues and eigenvectors", size, 0, size > 4000 ? 1 : 2, () => eigen = SymmetricEigen.Decompose(matrix), _ => Accuracy(matrix, eigen!));
    }

    private static void Eigenvalues(int size)
    {
        var matrix = Symmetric(size);
        Measure("eigenvalues alone", size, 0, size > 4000 ? 1 : 2, () => SymmetricEigen.ValuesOf(matrix));
    }

    private static void Split(int size)
    {
        var matrix = NullSpace(size);
        SpectralSplit? split = null;
        Measure("projector, 80 % below", size, 0, size > 4000 ? 1 : 2, () => split = SpectralSplit.Below(matrix, NullThreshold),
            _ => $"rank {split!.Rank}, gap {split.Gap:F2}, {Idempotence(split.Projector)}");
    }

    private static void Iterate(int size)
    {
        var matrix = NullSpace(size);
        var values = SymmetricEigen.ValuesOf(matrix);
        var (norm, distance) = (values.Max(value => Math.Abs(value - NullThreshold)), values.Min(value => Math.Abs(value - NullThreshold)));
        foreach (var known in new[] { distance, 1e-6 * norm })
        {
            var (projector, steps) = (matrix, 0);
            Measure($"projector by sign iteration, gap {known / norm:G1} of the norm", size, 0, 1, () => (projector, steps) = SignIteration.Below(matrix, NullThreshold, norm, known),
                _ => $"{steps} steps, {Idempotence(projector)}");
        }
    }

    /// <summary>Prints the best of some runs, with the peak of the multipliers measured before and after.</summary>
    private static void Measure(string name, int size, double operations, int repetitions, Action action, Func<double, string>? note = null, Action? prepare = null)
    {
        var before = Ceiling.DoubleRate() / 1e9;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var seconds = Seconds(repetitions, action, prepare);
        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / repetitions;
        var peak = (before + Ceiling.DoubleRate() / 1e9) / 2;
        var rate = operations / seconds / 1e9;
        var speed = operations > 0 ? $"{rate:F1} | {peak:F0} | {rate / peak:P0}" : $"| {peak:F0} |";
        Console.WriteLine($"| {name} | {size} | {seconds:F3} | {speed} | {allocated / 1e6:F0} | {note?.Invoke(seconds)} |");
    }

    private static double Seconds(int repetitions, Action action, Action? prepare = null)
    {
        var best = double.MaxValue;
        for (var i = 0; i < repetitions; i++)
        {
            prepare?.Invoke();
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static unsafe void Multiply(Tensor keys, int width, float[] product)
    {
        fixed (float* x = keys.Values, result = product)
            Gemm.Multiply(width, width, KeyRows, new GemmOperand(x, width, transposed: true), new GemmOperand(x, width), result, width);
    }

    private static string Accuracy(Matrix matrix, SymmetricEigen eigen)
    {
        var norm = Math.Max(Math.Abs(eigen.Values[0]), Math.Abs(eigen.Values[^1]));
        var residual = eigen.Vectors.Multiply(matrix);
        for (var i = 0; i < matrix.Rows; i++)
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(eigen.Vectors.Row(i), -eigen.Values[i], residual.Row(i), residual.Row(i));
        var gram = Matrix.Identity(matrix.Rows);
        gram.AddProduct(eigen.Vectors, eigen.Vectors, -1, transposeRight: true);
        return $"largest residual {Largest(residual) / norm:E1} of the norm, largest error of orthogonality {Largest(gram):E1}";
    }

    private static string Idempotence(Matrix projector)
    {
        var difference = projector.Copy();
        difference.AddProduct(projector, projector, -1);
        return $"largest element of P − P² {Largest(difference):E1}";
    }

    private static double Largest(Matrix matrix) => System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<double>(matrix.Values) is var value ? Math.Abs(value) : 0;

    private static Matrix Random(int rows, int columns)
    {
        var random = new Random(1);
        var matrix = new Matrix(rows, columns);
        foreach (ref var value in matrix.Values)
            value = random.NextDouble() * 2 - 1;
        return matrix;
    }

    private static Matrix PositiveDefinite(int size)
    {
        var matrix = Matrix.Identity(size);
        matrix.AddSymmetricProduct(Random(size, 64));
        return matrix;
    }

    private static Matrix Symmetric(int size)
    {
        var matrix = Random(size, size);
        Symmetry.MirrorLower(matrix.Whole);
        return matrix;
    }

    /// <summary>A second moment of fewer keys than its width: four of five eigenvalues are almost zero.</summary>
    private static Matrix NullSpace(int size)
    {
        var matrix = new Matrix(size, size);
        var keys = Random(size / 5, size);
        matrix.AddSymmetricProduct(keys, 1.0 / size, transposeLeft: true);
        return matrix;
    }

    private static Tensor Keys(int width)
    {
        var random = new Random(1);
        var values = new float[KeyRows * width];
        foreach (ref var value in values.AsSpan())
            value = random.NextSingle() - 0.5f;
        return Tensor.From(values, [KeyRows, width]);
    }
}
