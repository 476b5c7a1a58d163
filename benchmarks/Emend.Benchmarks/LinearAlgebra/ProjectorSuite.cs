using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Measurement;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Benchmarks.LinearAlgebra;

/// <summary>
/// AlphaEdit's projector by the size of a key, and what the measured growth says about GPT-J's: <c>projector [SIZE …]</c>. The spectrum
/// falls off like that of real keys, with no gap at the threshold.
/// </summary>
internal static class ProjectorSuite
{
    private const int Estimated = 16_384;
    private const double Threshold = 2e-2; // AlphaEdit's; two of three eigenvalues lie below it here

    public static void Run(string[] arguments)
    {
        int[] sizes = arguments.Length > 0 ? [.. arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [1600, 3200, 6400];
        SpectralSplit.Below(Moments(256), Threshold, inPlace: true); // compiles the code
        var rows = new List<string[]>();
        var measured = new List<(int Size, double Seconds)>();
        foreach (var size in sizes.Order())
        {
            var moments = Moments(size);
            using var peak = new MemoryPeak();
            var start = Stopwatch.GetTimestamp();
            var split = SpectralSplit.Below(moments, Threshold, inPlace: true);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var bytes = peak.Growth;
            var growth = measured.Count == 0 ? "" : Exponent(measured[^1], (size, seconds)).ToString("0.00", CultureInfo.InvariantCulture);
            measured.Add((size, seconds));
            rows.Add([Text(size), seconds.ToString("0.0", CultureInfo.InvariantCulture), growth, Text(split.Rank), Idempotence(split.Projector), Text(bytes >> 20)]);
            GC.Collect();
        }

        var exponent = Math.Max(3, measured.Count > 1 ? Exponent(measured[^2], measured[^1]) : 3);
        var estimate = measured[^1].Seconds * Math.Pow((double)Estimated / measured[^1].Size, exponent);
        var report = new Report("AlphaEdit's projector");
        report.Paragraph($"Symmetric matrices with eigenvalues from 1e-4 to 10, two thirds of them below the threshold and none apart from the rest, split at {Threshold} (float64). \"Growth\" is the exponent of the size between a row and the one above.");
        report.Table(["elements of a key", "seconds", "growth", "rank of P", "largest element of P − P²", "peak MB beyond the moments"], rows);
        report.Paragraph(string.Create(CultureInfo.InvariantCulture, $"By the last row and an exponent of {exponent:0.00}, {Estimated} elements (GPT-J) take {estimate / 60:0} minutes. That size was not run."));
        Console.WriteLine(report);
        if (arguments.Length == 0)
            Console.WriteLine(report.Save("projector.md"));
    }

    private static double Exponent((int Size, double Seconds) before, (int Size, double Seconds) after) =>
        Math.Log(after.Seconds / before.Seconds) / Math.Log((double)after.Size / before.Size);

    /// <summary>Q diag(λ) Qᵀ with λ from 1e-4 to 10 and Q a product of reflections, made in the time of a few products with a vector.</summary>
    private static Matrix Moments(int size)
    {
        const int Reflections = 4;
        var matrix = new Matrix(size, size);
        for (var i = 0; i < size; i++)
            matrix[i, i] = Math.Pow(10, -4 + (5.0 * i * i / ((double)size * size)));
        var random = new Random(1);
        for (var reflection = 0; reflection < Reflections; reflection++)
            Reflect(matrix, random);
        return matrix;
    }

    /// <summary>(I − 2vvᵀ) A (I − 2vvᵀ) for a random v of unit length: A − vwᵀ − wvᵀ with w = 2Av − 2(vᵀAv)v.</summary>
    private static void Reflect(Matrix matrix, Random random)
    {
        var size = matrix.Rows;
        var v = new Matrix(size, 1);
        foreach (ref var value in v.Values)
            value = random.NextDouble() - 0.5;
        System.Numerics.Tensors.TensorPrimitives.Divide(v.Values, System.Numerics.Tensors.TensorPrimitives.Norm<double>(v.Values), v.Values);
        var product = matrix.Multiply(v);
        var inner = System.Numerics.Tensors.TensorPrimitives.Dot<double>(v.Values, product.Values);
        var w = new double[size];
        for (var i = 0; i < size; i++)
            w[i] = 2 * (product.Values[i] - (inner * v.Values[i]));
        for (var i = 0; i < size; i++)
        {
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(w, -v.Values[i], matrix.Row(i), matrix.Row(i));
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(v.Values, -w[i], matrix.Row(i), matrix.Row(i));
        }
    }

    private static string Idempotence(Matrix projector)
    {
        var difference = projector.Copy();
        difference.AddProduct(projector, projector, -1);
        return Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<double>(difference.Values)).ToString("0e0", CultureInfo.InvariantCulture);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
