using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Values;
using Emend.Files;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.Operations;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// ROME's value search on the shapes of GPT-2 and GPT-J with random weights: 21 contexts and the row to preserve, at most 19 tokens
/// each, 20 steps, as the reference code was timed; and the reference's order of work with the same kernels: padded rows, all layers and
/// all logits in every step.
/// </summary>
internal static class ValueSearchSuite
{
    private const int Steps = 20;

    // kmeng01/rome (PyTorch 2.13, float32) on one core of such a machine: the value search alone
    private static readonly (string Name, int Layers, int Width, int Heads, int Layer, double? Reference)[] Shapes =
    [
        ("gpt2", 12, 768, 12, 5, 37.1),
        ("gpt2-xl", 48, 1600, 25, 17, 429),
        ("gpt-j-8", 8, 4096, 16, 1, null), // GPT-J's width with 8 of its 28 layers, a quarter of them up to the edited one as there
    ];

    /// <summary>Measures the shape of a name, or all, and prints a Markdown table.</summary>
    public static void Run(string filter)
    {
        Console.WriteLine("| shape | edited layer | threads | seconds | seconds in the reference's order, same kernels | ratio | seconds of the reference on one core | ratio | GFLOPS | peak MB beyond the weights |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var shape in Shapes.Where(shape => filter.Length == 0 || shape.Name == filter))
        {
            using var random = shape.Name.StartsWith("gpt-j", StringComparison.Ordinal)
                ? RandomModel.GptJ(shape.Layers)
                : RandomModel.Gpt2(shape.Layers, shape.Width, shape.Heads, SafetensorsType.F32);
            var model = LanguageModel.Load(random.Folder);
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                Threads.Count = threads;
                Measure(model, 2, shape.Layer);
                using var peak = new MemoryPeak();
                var seconds = Measure(model, Steps, shape.Layer);
                var bytes = peak.Growth;
                var order = MeasureReferenceOrder(model, shape.Layer);
                var gigaflops = Flops(model.Architecture, shape.Layer) / seconds / 1e9;
                var reference = shape.Reference is { } code ? string.Create(CultureInfo.InvariantCulture, $"{code:0.0} | {code / seconds:0.0}") : "– | –";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {shape.Name} | {shape.Layer} | {threads} | {seconds:0.00} | {order:0.0} | {order / seconds:0.0} | {reference} | {gigaflops:0} | {bytes >> 20} |"));
            }
        }
    }

    /// <summary>
    /// The reference's order of work: every step runs all rows, padded to the longest, through all layers, computes all logits and their
    /// softmax, and goes back to the change. Two steps are timed, and counted for all.
    /// </summary>
    private static double MeasureReferenceOrder(LanguageModel model, int layer)
    {
        var prompts = Prompts();
        RewriteRow[] rows = [.. prompts.Rewriting, .. prompts.Preserving];
        var longest = rows.Max(row => row.Tokens.Length);
        var batch = Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)[.. row.Tokens, .. new int[longest - row.Tokens.Length]])]);
        int[] subjects = [.. rows.Select((row, i) => batch.Start(i) + row.SubjectLast)];
        var shares = new float[batch.Tokens];
        foreach (var (row, i) in prompts.Rewriting.Select((row, i) => (row, i)))
            shares[batch.Start(i) + row.Tokens.Length - 1] = 1f / prompts.Rewriting.Count;
        int[] targets = [.. Enumerable.Repeat(prompts.Target[0], batch.Tokens)];
        Step();
        var (first, second) = (Step(), Step());
        return (Steps * (first.Forward + second.Forward) / 2) + ((Steps - 1) * (first.Backward + second.Backward) / 2);

        (double Forward, double Backward) Step()
        {
            using var workspace = Workspace.Begin();
            var change = Tensor.Zeros([model.Architecture.Width]).AsParameter();
            var start = Stopwatch.GetTimestamp();
            var run = model.Decoder.Forward(new DecoderInput { Tokens = batch, Hooks = new Hooks().Change(Site.MlpOut(layer), output => output.AddToRows(subjects, change)) });
            var loss = run.Logits.CrossEntropyOfRows(targets).Dot(Tensor.From(shares, [batch.Tokens]));
            var forward = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            Gradients.Of(loss, [change]);
            return (forward, Stopwatch.GetElapsedTime(start).TotalSeconds);
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
}
