using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// MEMIT's update of five layers after the values are found: keys, residuals and solves for many facts, on a model of GPT-2 XL's
/// shape with random weights, cut above the last edited layer, where nothing runs: <c>layer-sweep [FACTS] [WIDTH]</c>. The factors of
/// the second moments are in the cache on disk, as after a first edit.
/// </summary>
internal static class LayerSweepSuite
{
    private const int First = 13, Last = 17, Contexts = 6, PrefixTokens = 11, SubjectEnd = 5, HeadWidth = 64;
    private const double Lambda = 20000;

    /// <summary>Measures batches of 1, 100 and 1,000 facts, or of one size.</summary>
    public static void Run(string[] arguments)
    {
        int[] counts = arguments.Length > 0 ? [int.Parse(arguments[0], CultureInfo.InvariantCulture)] : [1, 100, 1000];
        var width = int.Parse(arguments.ElementAtOrDefault(1) ?? "1600", CultureInfo.InvariantCulture);
        using var random = RandomModel.Gpt2(Last + 1, width, width / HeadWidth, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        var cache = Path.GetDirectoryName(SecondMoments.CachePath(model, First))!;
        try
        {
            WriteMoments(model);
            Measure(model, 2); // compiles the code, reads the weights, and keeps the factors
            var report = new Report("MEMIT's update after the values are found");
            report.Paragraph($"Layers {First} to {Last} of GPT-2 XL's shape (width {width}) with random weights; {Contexts} contexts, of which the texts have {PrefixTokens} tokens, shared by all facts, and prompts {SubjectEnd} tokens up to the subject's end. Factors come from the cache on disk. Seconds are the clock's, and the sum of what the processors worked, which other load on the machine disturbs less. The peak is all memory of the process but mapped files, which the weights are: the runtime, factors, the facts' states, changes.");
            report.Table(["facts", "seconds", "of processors", "of which factors", "of which solves", "peak MB without the weights"], [.. counts.Select(count => Row(model, count))]);
            Console.WriteLine(report);
            if (arguments.Length == 0)
                Console.WriteLine(report.Save("layer-sweep.md"));
        }
        finally
        {
            if (Directory.Exists(cache))
                Directory.Delete(cache, recursive: true);
        }
    }

    private static string[] Row(LanguageModel model, int facts)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // gives the last run's memory back
        var (seconds, processors, factors, solves, bytes) = Measure(model, facts);
        return [Text(facts), Text(seconds, "0.0"), Text(processors, "0.0"), Text(factors, "0.0"), Text(solves, "0.0"), Text(bytes >> 20)];
    }

    private static (double Seconds, double Processors, double Factors, double Solves, long Bytes) Measure(LanguageModel model, int facts)
    {
        using var peak = new MemoryPeak();
        var prompts = Enumerable.Range(0, facts).Select(Prompts).ToList();
        var sweep = new LayerSweep(model, [.. Enumerable.Range(First, Last + 1 - First)], prompts);
        foreach (var batch in prompts.Index().Chunk(32))
            sweep.Enter([.. batch.Select(one => Found(one.Index, one.Item, model.Architecture.Width))]);
        var values = Values(facts, model.Architecture.Width);
        var statistics = new SecondMoments(model);
        var (factoring, solving) = (TimeSpan.Zero, TimeSpan.Zero);
        var (start, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        sweep.Spread(
            values, sweep.Initial, Site.ResidPost(Last), ResidualSpread.Even,
            (layer, keys) =>
            {
                var begun = Stopwatch.GetTimestamp();
                var factor = statistics.Factor(layer);
                factoring += Stopwatch.GetElapsedTime(begun);
                begun = Stopwatch.GetTimestamp();
                var solution = KeySolver.Solve(factor, keys, Lambda);
                solving += Stopwatch.GetElapsedTime(begun);
                return solution;
            },
            null, CancellationToken.None);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds, factoring.TotalSeconds, solving.TotalSeconds, peak.Most);
    }

    /// <summary>A fact whose subject ends at the fifth token of its prompt, bare and behind five texts.</summary>
    private static RewritePrompts Prompts(int fact)
    {
        var random = new Random(fact);
        var prompt = Enumerable.Range(0, SubjectEnd + 3).Select(_ => random.Next(1000, 50000)).ToArray();
        var rows = Enumerable.Range(0, Contexts).Select(context => context == 0
            ? new RewriteRow(prompt, 2, SubjectEnd - 1)
            : new RewriteRow([.. Enumerable.Range(context * 20, PrefixTokens), .. prompt], PrefixTokens + 2, PrefixTokens + SubjectEnd - 1)).ToList();
        return new RewritePrompts(new EditRequest("{} is", "subject", "target"), rows, [], [1]);
    }

    /// <summary>A value with random states.</summary>
    private static FoundValue Found(int fact, RewritePrompts prompts, int width)
    {
        var random = new Random(fact);
        var tokens = prompts.Rewriting.Sum(row => row.SubjectLast + 1);
        var values = new float[tokens * width];
        foreach (ref var value in values.AsSpan())
            value = random.NextSingle() - 0.5f;
        var states = Tensor.From(values, [tokens, width]);
        var zero = Tensor.Zeros([width]);
        return new FoundValue
        {
            Prompts = prompts,
            Initial = zero,
            Change = zero,
            Loss = Tensor.Zeros([1, 4]),
            Keys = zero,
            Outputs = zero,
            Entering = (states, states),
        };
    }

    private static Tensor Values(int facts, int width)
    {
        var random = new Random(1);
        var values = new float[facts * width];
        foreach (ref var value in values.AsSpan())
            value = random.NextSingle();
        return Tensor.From(values, [facts, width]);
    }

    /// <summary>Writes the same moments for each layer [hidden, hidden]; a method of its own, so that nothing holds them afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteMoments(LanguageModel model)
    {
        var (random, hidden) = (new Random(2), model.Architecture.Hidden);
        var moments = Matrix.Identity(hidden);
        for (var row = 0; row < hidden; row++)
        {
            for (var column = 0; column < row; column++)
                moments[row, column] = moments[column, row] = (random.NextDouble() - 0.5) / hidden;
        }

        var layers = Enumerable.Range(First, Last + 1 - First).ToDictionary(layer => layer, _ => moments);
        SecondMomentFile.Write(Path.Combine(model.Folder, SecondMoments.FileName), layers, 1_000_000, model.Hash);
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
