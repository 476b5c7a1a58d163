using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Values;
using Emend.Files;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// Value searches one by one against the same side by side, on GPT-2's shapes with random weights: <c>side-by-side SHAPE [COUNT]</c>,
/// in ROME's 21 contexts and in MEMIT's six.
/// </summary>
internal static class SideBySideSuite
{
    private const int Steps = 5;

    private static readonly (string Name, int Layers, int Width, int Heads, int Layer)[] Shapes =
    [
        ("gpt2", 12, 768, 12, 5),
        ("gpt2-large", 36, 1280, 20, 12),
        ("gpt2-xl", 48, 1600, 25, 17),
        ("gpt2-xl-24", 24, 1600, 25, 8), // half of the layers, for machines with little memory
    ];

    private static readonly (string Name, int[] Prefixes)[] Contexts =
    [
        ("ROME, 21 contexts", [0, .. Enumerable.Repeat(6, 10), .. Enumerable.Repeat(11, 10)]),
        ("MEMIT, 6 contexts", [0, .. Enumerable.Repeat(11, 5)]),
    ];

    /// <summary>Measures a shape and prints a Markdown table.</summary>
    public static void Run(string[] arguments)
    {
        var shape = Shapes.Single(shape => shape.Name == (arguments.ElementAtOrDefault(0) ?? "gpt2"));
        var count = int.Parse(arguments.ElementAtOrDefault(1) ?? "32", CultureInfo.InvariantCulture);
        using var random = RandomModel.Gpt2(shape.Layers, shape.Width, shape.Heads, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        var report = new Report($"Value searches side by side: the shape of {shape.Name}, layer {shape.Layer}, {Steps} steps");
        var rows = new List<string[]>();
        foreach (var (name, prefixes) in Contexts)
        {
            var requests = Enumerable.Range(0, count).Select(i => Prompts(i, prefixes)).ToArray();
            var search = new ValueSearch(model, shape.Layer, InitialValue.MlpOutput, new ValueSearchOptions { Steps = Steps, LossThreshold = double.NegativeInfinity });
            search.Find([requests[0]]); // compiles the code
            var fewer = Math.Min(4, count);
            var alone = Seconds(() => Array.ForEach(requests[..fewer], one => search.Find([one])), out _) / fewer;
            var together = search.Fitting(requests, 0, count);
            var sideBySide = Seconds(() => Find(search, requests), out var bytes) / count;
            rows.Add([name, Text(count), Text(together), Text(alone, "0.000"), Text(sideBySide, "0.000"), Text(alone / sideBySide, "0.00"), Text(bytes >> 20)]);
        }

        report.Table(["contexts", "requests", "side by side", "seconds each, one by one", "seconds each, side by side", "ratio", "peak MB beyond the weights"], rows);
        Console.WriteLine(report);
        Console.WriteLine(report.Save($"side-by-side-{shape.Name}.md"));
    }

    private static void Find(ValueSearch search, RewritePrompts[] requests)
    {
        for (var first = 0; first < requests.Length;)
        {
            var count = search.Fitting(requests, first, requests.Length);
            search.Find(requests[first..(first + count)]);
            first += count;
        }
    }

    private static double Seconds(Action work, out long bytes)
    {
        using var peak = new MemoryPeak();
        var start = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bytes = peak.Growth;
        return seconds;
    }

    /// <summary>A prompt of eight tokens whose subject ends at the fifth, bare and behind texts; each request has its own tokens but the same texts.</summary>
    private static RewritePrompts Prompts(int request, int[] prefixes)
    {
        var next = 100;
        int[] prompt = [.. Enumerable.Range(1000 + (10 * request), 8)];
        var rows = prefixes.Select(prefix => new RewriteRow([.. Enumerable.Range(0, prefix).Select(_ => next++), .. prompt], prefix + 2, prefix + 4)).ToList();
        var preserve = new RewriteRow([prompt[2], prompt[3], prompt[4], 318, 257], 0, 2);
        return new RewritePrompts(new EditRequest("{} is", $"subject {request}", "target"), rows, [preserve], [4242 + request]);
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
