using System.Diagnostics;
using System.Globalization;
using Emend.Files;
using Emend.Generation;
using Emend.Models;
using Emend.Tensors;

namespace Emend.Benchmarks.Decoding;

/// <summary>
/// Loading and decoding of GPT-2's shapes with random weights, against the bound that memory sets: every weight is
/// read once for each token.
/// </summary>
internal static class DecodingSuite
{
    private const int PromptTokens = 32;
    private const int Repetitions = 4;

    private static readonly (string Name, int Layers, int Width, int Heads, SafetensorsType Type, int Tokens)[] Shapes =
    [
        ("gpt2 (F32)", 12, 768, 12, SafetensorsType.F32, 128),
        ("gpt2 (BF16)", 12, 768, 12, SafetensorsType.BF16, 128),
        ("gpt2-xl (F32)", 48, 1600, 25, SafetensorsType.F32, 8),
    ];

    /// <summary>Measures the shapes whose name contains a text and prints a Markdown table.</summary>
    public static void Run(string filter)
    {
        Console.WriteLine("| shape | weights GB | load ms | load allocates KB | first pass s | tokens/s | bound tokens/s | of bound | GB/s read | allocated B/token beside the cache | prompt tokens/s | peak MB beyond the file |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var shape in Shapes.Where(shape => shape.Name.Contains(filter, StringComparison.Ordinal)))
        {
            using var random = RandomModel.Gpt2(shape.Layers, shape.Width, shape.Heads, shape.Type);
            Measure(shape.Name, random.Folder, shape.Tokens);
            GC.Collect();
        }
    }

    private static void Measure(string name, string folder, int tokens)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var model = LanguageModel.Load(folder);
        var load = Stopwatch.GetElapsedTime(start);
        var loadBytes = GC.GetTotalAllocatedBytes(precise: true) - before;

        start = Stopwatch.GetTimestamp();
        Generate(model, 1);
        var first = Stopwatch.GetElapsedTime(start);
        Generate(model, 4); // compiles what only later tokens need

        // a token reads the projections, the norms and the head; of the position table it reads one row
        var read = model.WeightNames.Where(weight => weight != model.Weights[WeightRole.PositionEmbedding].Name).Select(model.Weight).ToList();
        var readBytes = read.Sum(weight => (double)weight.Bytes.Length);
        var cacheBytes = 2L * model.Architecture.Layers * model.Architecture.Width * sizeof(float); // the keys and values of one token
        var (bandwidth, seconds, allocated, prompt) = (0.0, double.MaxValue, long.MaxValue, double.MaxValue);
        for (var i = 0; i < Repetitions; i++)
        {
            bandwidth = Math.Max(bandwidth, ReadBandwidth.Measure(read)); // in turns, because neighbours on the machine come and go
            var one = Generate(model, 1);
            var many = Generate(model, 1 + tokens);
            seconds = Math.Min(seconds, (many.Seconds - one.Seconds) / tokens);
            allocated = Math.Min(allocated, ((many.Bytes - one.Bytes) / tokens) - cacheBytes);
            prompt = Math.Min(prompt, one.Seconds);
        }

        var bound = bandwidth / readBytes;
        var resident = (Process.GetCurrentProcess().PeakWorkingSet64 - new FileInfo(Path.Combine(folder, Checkpoint.SingleFile)).Length) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {readBytes / 1e9:f2} | {load.TotalMilliseconds:f0} | {loadBytes / 1e3:f0} | {first.TotalSeconds:f2} | {1 / seconds:f1} | {bound:f1} | {1 / seconds / bound:p0} | {bandwidth / 1e9:f1} | {allocated} | {PromptTokens / prompt:f0} | {resident:f0} |"));
    }

    private static (double Seconds, long Bytes) Generate(LanguageModel model, int tokens)
    {
        var prompt = Batch.Single([.. Enumerable.Range(1, PromptTokens)]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        model.Generate(prompt, new GenerationOptions { MaximumTokens = tokens, StopAtEndOfText = false });
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}
