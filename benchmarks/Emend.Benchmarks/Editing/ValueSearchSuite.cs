using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Editing;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Models;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// ROME's value search on GPT-2's shapes with random weights: 21 contexts and the row to preserve, at most 19 tokens each,
/// 20 steps, as the reference code was timed.
/// </summary>
internal static class ValueSearchSuite
{
    private const int Steps = 20;

    // kmeng01/rome (PyTorch 2.13, float32) on one core of such a machine: the value search alone
    private static readonly (string Name, int Layers, int Width, int Heads, int Layer, double Reference)[] Shapes =
    [
        ("gpt2", 12, 768, 12, 5, 37.1),
        ("gpt2-xl", 48, 1600, 25, 17, 429),
    ];

    /// <summary>Measures the shape of a name, or all, and prints a Markdown table.</summary>
    public static void Run(string filter)
    {
        Console.WriteLine("| shape | edited layer | threads | seconds | seconds of the reference on one core | ratio | GFLOPS | peak MB beyond the weights |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var shape in Shapes.Where(shape => filter.Length == 0 || shape.Name == filter))
        {
            using var random = RandomModel.Gpt2(shape.Layers, shape.Width, shape.Heads, SafetensorsType.F32);
            var model = LanguageModel.Load(random.Folder);
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                Threads.Count = threads;
                Measure(model, 2, shape.Layer);
                var before = OwnMemory();
                var seconds = Measure(model, Steps, shape.Layer);
                var gigaflops = Flops(model.Architecture, shape.Layer) / seconds / 1e9;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {shape.Name} | {shape.Layer} | {threads} | {seconds:0.00} | {shape.Reference:0.0} | {shape.Reference / seconds:0.0} | {gigaflops:0} | {(OwnMemory() - before) >> 20} |"));
            }
        }
    }

    private static double Measure(LanguageModel model, int steps, int layer)
    {
        var options = new ValueSearchOptions { Steps = steps, LossThreshold = double.NegativeInfinity };
        var search = new ValueSearch(model, layer, InitialValue.MlpOutput, options);
        var start = Stopwatch.GetTimestamp();
        search.Find([Prompts()]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A prompt of eight tokens whose subject ends at the fifth, bare and behind ten texts of 6 and ten of 11 tokens.</summary>
    private static RewritePrompts Prompts()
    {
        var next = 100;
        var rows = new List<RewriteRow>();
        foreach (var prefix in Enumerable.Repeat(0, 1).Concat(Enumerable.Repeat(6, 10)).Concat(Enumerable.Repeat(11, 10)))
            rows.Add(new RewriteRow([.. Enumerable.Range(0, prefix).Select(_ => next++), .. Enumerable.Range(1000, 8)], prefix + 2, prefix + 4));
        var preserve = new RewriteRow([1002, 1003, 1004, 318, 257], 0, 2);
        return new RewritePrompts(new EditRequest("{} is", "subject", "target"), rows, [preserve], [4242]);
    }

    /// <summary>The multiplications and additions of the matrix products of one search: each forward, and backward to the activations.</summary>
    private static double Flops(Architecture model, int layer)
    {
        var prompts = Prompts();
        double block = 2.0 * 12 * model.Width * model.Width, head = 2.0 * model.Width * model.Vocabulary;
        var tokens = prompts.Rewriting.Sum(row => row.Tokens.Length) + 3;
        var tails = prompts.Rewriting.Sum(row => row.Tokens.Length - row.SubjectLast) + 1;
        var above = model.Layers - 1 - layer;
        var once = (tokens * (layer + 1.0) * block) + ((tokens - tails) * above * block);
        return once + (((2 * Steps) - 1) * ((tails * above * block) + (22 * head)));
    }

    private static long OwnMemory()
    {
        using var process = Process.GetCurrentProcess();
        var status = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("RssAnon", StringComparison.Ordinal)) : null;
        return status is null ? process.PrivateMemorySize64 : 1024 * long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
