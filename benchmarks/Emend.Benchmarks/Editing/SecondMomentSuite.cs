using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Editing.Statistics;
using Emend.Files;
using Emend.Models;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// Second moments of keys on GPT-2 XL's shape with random weights, cut above the second layer: <c>second-moments [TOKENS] [WIDTH]</c>.
/// The whole collection, forward passes and sums, against the same multiplications in one large float32 product.
/// </summary>
internal static class SecondMomentSuite
{
    private const int RowTokens = 1024, HeadWidth = 64, Depth = 2, SeveralTokens = 65_536;

    public static void Run(string[] arguments)
    {
        var tokens = int.Parse(arguments.ElementAtOrDefault(0) ?? "1000000", CultureInfo.InvariantCulture);
        var width = int.Parse(arguments.ElementAtOrDefault(1) ?? "1600", CultureInfo.InvariantCulture);
        using var random = RandomModel.Gpt2(Depth, width, width / HeadWidth, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        SecondMomentCollector.Collect(model, [0], Texts(1), RowTokens); // compiles the code and reads the weights
        var report = new Report($"Second moments of keys of {model.Architecture.Hidden} elements");
        report.Paragraph($"{Depth} layers of width {width} with random weights, texts of {RowTokens} tokens. Operations are those of the matrix products: the passes up to the deepest layer's keys, and for each layer half of the square of a key's elements, because the moments are symmetric. The float32 product is of {RowTokens} keys with themselves, the best of some before and after.");
        var rows = new List<string[]> { Row(model, [0], tokens) };
        var several = Math.Min(tokens, SeveralTokens);
        rows.Add(Row(model, [0], several));
        rows.Add(Row(model, [0, 1], several));
        report.Table(["layers", "tokens", "seconds", "tokens/s", "10⁹ operations/s", "of the float32 product", "peak MB beyond the weights"], rows);
        Console.WriteLine(report);
        if (width == 1600)
            Console.WriteLine(report.Save($"second-moments-{tokens}.md"));
    }

    private static string[] Row(LanguageModel model, int[] layers, int tokens)
    {
        var before = ProductRate(model.Architecture.Hidden);
        using var peak = new MemoryPeak();
        var start = Stopwatch.GetTimestamp();
        var count = SecondMomentCollector.Collect(model, layers, Texts(tokens), tokens)[layers[0]].Count;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var bytes = peak.Growth;
        var product = Math.Max(before, ProductRate(model.Architecture.Hidden));
        var rate = count * Operations(model.Architecture, layers) / seconds;
        return [string.Join(", ", layers), Text(count), Text(seconds, "0.0"), Text(count / seconds), Text(rate / 1e9), Text(100 * rate / product) + " %", Text(bytes >> 20)];
    }

    /// <summary>The multiplications and additions for one token: blocks below, the deepest layer without its down projection, attention, and the sums.</summary>
    private static double Operations(Architecture model, int[] layers)
    {
        double width = model.Width, hidden = model.Hidden;
        var attention = (8 * width * width) + (2 * 2 * width * RowTokens / 2); // projections; scores and mixtures of the half that is seen
        var up = 2 * width * hidden;
        return (layers.Max() * (attention + (2 * up))) + attention + up + (layers.Length * hidden * hidden);
    }

    /// <summary>The rate of the product KᵀK of float32 keys, operations per second, the best of three.</summary>
    private static unsafe double ProductRate(int hidden)
    {
        var (keys, product) = (new float[RowTokens * hidden], new float[hidden * hidden]);
        var random = new Random(1);
        foreach (ref var value in keys.AsSpan())
            value = random.NextSingle() - 0.5f;
        var best = double.MaxValue;
        fixed (float* x = keys, result = product)
        {
            for (var run = 0; run < 3; run++)
            {
                var start = Stopwatch.GetTimestamp();
                Gemm.Multiply(hidden, hidden, RowTokens, new GemmOperand(x, hidden, transposed: true), new GemmOperand(x, hidden), result, hidden);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return 2.0 * RowTokens * hidden * hidden / best;
    }

    private static IEnumerable<int[]> Texts(int tokens)
    {
        var random = new Random(2);
        for (var done = 0; done < tokens; done += RowTokens)
            yield return [.. Enumerable.Range(0, RowTokens).Select(_ => random.Next(50_000))];
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
