using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tracing;

namespace Emend.Benchmarks.Tracing;

/// <summary>
/// Causal tracing of a prompt of nine tokens on GPT-2's shape with random weights: ten samples, windows of ten layers, every
/// token and layer.
/// </summary>
internal static class TracingSuite
{
    private const int Samples = 10, PromptTokens = 9;
    private const double ReferenceSeconds = 32; // of one kind, kmeng01/rome (PyTorch 2.13, float32) on one core of such a machine

    /// <summary>Measures subjects at the beginning and in the middle of the prompt, on one thread and on all, and prints a report.</summary>
    public static void Run(SuiteOptions options)
    {
        var report = new Report("Causal tracing");
        report.Paragraph($"GPT-2's shape (12 layers of 768), random weights; a prompt of {PromptTokens} tokens, {Samples} samples, windows of 10 layers. The best of {options.Passes} runs. kmeng01/rome takes {ReferenceSeconds:0} s for each kind on one core.");
        using var random = RandomModel.Gpt2(12, 768, 12, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        var rows = new List<string[]>();
        foreach (var (first, end) in new[] { (0, 3), (4, 7) })
        {
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                Threads.Count = threads;
                var prompt = new TracePrompt("", "", Enumerable.Range(1000, PromptTokens).ToArray(), first, end);
                var best = Enumerable.Range(0, options.Passes).Select(_ => Measure(model, prompt)).MinBy(times => times.Sum())!;
                rows.Add([$"tokens {first} to {end - 1}", threads.ToString(CultureInfo.InvariantCulture), .. best.Append(best.Sum()).Select(seconds => seconds.ToString("0.00", CultureInfo.InvariantCulture)),
                    (3 * ReferenceSeconds / best.Sum()).ToString("0.0", CultureInfo.InvariantCulture)]);
            }
        }

        report.Table(["subject", "threads", "both runs, s", "state, s", "MLP, s", "attention, s", "all, s", "times as fast as the reference"], rows);
        Console.WriteLine(report);
        if (!options.Dry)
            Console.WriteLine($"Written: {report.Save("tracing.md")}");
    }

    /// <summary>The seconds of the clean and the corrupted run together, and of each kind.</summary>
    private static double[] Measure(LanguageModel model, TracePrompt prompt)
    {
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var options = new Emend.Tracing.TraceOptions { Samples = Samples, Window = 10 };
        var start = Stopwatch.GetTimestamp();
        var noise = SubjectNoise.Of(model, NoiseRule.Parse("0.1")).Draw(new(1), Samples, prompt.SubjectEnd - prompt.SubjectFirst, model.Architecture.Width);
        var clean = new CleanRun(model, prompt, options.Kinds);
        var corrupted = new CorruptedRun(model, prompt, Samples, noise, replaces: false, new Hooks());
        var restorations = new Restorations(model, clean, corrupted, options, () => { });
        var times = new List<double> { Stopwatch.GetElapsedTime(start).TotalSeconds };
        foreach (var kind in options.Kinds)
        {
            start = Stopwatch.GetTimestamp();
            restorations.Restore(kind);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return [.. times];
    }
}
