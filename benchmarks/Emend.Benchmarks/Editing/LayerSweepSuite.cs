using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// MEMIT's update of five layers after the values are found: keys, residuals and solves for many facts, on a model of GPT-2 XL's
/// shape with random weights, cut above the last edited layer, where nothing runs. The factors of the second moments are given.
/// </summary>
internal static class LayerSweepSuite
{
    private const int Width = 1600, Heads = 25, First = 13, Last = 17, Contexts = 6, PrefixTokens = 11, SubjectEnd = 5;
    private const double Lambda = 20000;

    /// <summary>Measures batches of 1, 100 and 1,000 facts, or of one size, and prints a Markdown table.</summary>
    public static void Run(string filter)
    {
        using var random = RandomModel.Gpt2(Last + 1, Width, Heads, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        var factor = Factor(model.Architecture.Hidden);
        Measure(model, factor, 2); // compiles the code and reads the weights
        Console.WriteLine("| facts | layers | seconds | of which solves | peak MB beyond weights, factors and the facts' states |");
        Console.WriteLine("|---:|---|---:|---:|---:|");
        foreach (var facts in new[] { 1, 100, 1000 }.Where(count => filter.Length == 0 || filter == count.ToString(CultureInfo.InvariantCulture)))
        {
            var (seconds, solves, bytes) = Measure(model, factor, facts);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {facts} | {First} to {Last} | {seconds:0.0} | {solves:0.0} | {bytes >> 20} |"));
        }
    }

    private static (double Seconds, double Solves, long Bytes) Measure(LanguageModel model, Cholesky factor, int facts)
    {
        var found = Enumerable.Range(0, facts).Select(Found).ToList();
        var sweep = new LayerSweep(model, [.. Enumerable.Range(First, Last + 1 - First)], [.. found.Select(value => value.Prompts)]);
        foreach (var batch in found.Chunk(32))
            sweep.Enter(batch);
        var values = Values(facts);
        using var peak = new MemoryPeak();
        var solving = TimeSpan.Zero;
        var start = Stopwatch.GetTimestamp();
        sweep.Spread(
            values, Site.ResidPost(Last), ResidualSpread.Even,
            (_, keys) =>
            {
                var begun = Stopwatch.GetTimestamp();
                var solution = KeySolver.Solve(factor, keys, Lambda);
                solving += Stopwatch.GetElapsedTime(begun);
                return solution;
            },
            null, CancellationToken.None);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, solving.TotalSeconds, peak.Growth);
    }

    /// <summary>A fact whose subject ends at the fifth token of its prompt, bare and behind five texts, with random states.</summary>
    private static FoundValue Found(int fact)
    {
        var random = new Random(fact);
        var prompt = Enumerable.Range(0, SubjectEnd + 3).Select(_ => random.Next(1000, 50000)).ToArray();
        var rows = Enumerable.Range(0, Contexts).Select(context => context == 0
            ? new RewriteRow(prompt, 2, SubjectEnd - 1)
            : new RewriteRow([.. Enumerable.Range(context * 20, PrefixTokens), .. prompt], PrefixTokens + 2, PrefixTokens + SubjectEnd - 1)).ToList();
        var tokens = rows.Sum(row => row.SubjectLast + 1);
        var states = new float[tokens * Width];
        foreach (ref var state in states.AsSpan())
            state = random.NextSingle() - 0.5f;
        var zero = Tensor.Zeros([Width]);
        return new FoundValue
        {
            Prompts = new RewritePrompts(new EditRequest("{} is", "subject", "target"), rows, [], [1]),
            Initial = zero,
            Change = zero,
            Loss = Tensor.Zeros([1, 4]),
            Keys = zero,
            Outputs = zero,
            Entering = Tensor.From(states, [tokens, Width]),
        };
    }

    private static Tensor Values(int facts)
    {
        var random = new Random(1);
        var values = new float[facts * Width];
        foreach (ref var value in values.AsSpan())
            value = random.NextSingle();
        return Tensor.From(values, [facts, Width]);
    }

    private static Cholesky Factor(int hidden)
    {
        var random = new Random(2);
        var moments = Matrix.Identity(hidden);
        for (var row = 0; row < hidden; row++)
        {
            for (var column = 0; column < row; column++)
                moments[row, column] = moments[column, row] = (random.NextDouble() - 0.5) / hidden;
        }

        return Cholesky.Factor(moments, inPlace: true);
    }
}
