using System.Runtime.InteropServices;
using Emend.Benchmarks.Measurement;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.Operations;

namespace Emend.Benchmarks.Operations;

/// <summary>Element-wise operations, norms, softmax and attention against the bound that binds: reading as many bytes, or multiplying.</summary>
internal static unsafe class OperationSuite
{
    private const double Seconds = 0.1;
    private const int CallsUntilCompiled = 40;
    private const long MostBytes = 256L << 20;

    /// <summary>Measures, prints the tables, and writes them to the results of this machine unless told not to.</summary>
    public static void Run(SuiteOptions options)
    {
        var report = new Report("Element-wise operations and attention");
        report.Paragraph(
            "`dotnet run -c Release --project benchmarks/Emend.Benchmarks -- operations`. The bound is the longer of: reading as many bytes as the "
            + "operation reads and writes, from a buffer of that size; the multiplications at the peak. Both are measured in turn with the "
            + "operation; each figure is the best. The aim is 1.3 times the bound. Allocated bytes are the garbage of one call inside a workspace.");
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)MostBytes, 64);
        new Span<byte>(memory, (int)MostBytes).Clear();
        foreach (var item in Cases())
        {
            for (var run = 0; run < CallsUntilCompiled; run++) InWorkspace(item.Run);
        }

        Thread.Sleep(500); // the compiler finishes in the background
        var before = Threads.Count;
        foreach (var threads in new[] { 1, before }.Distinct())
        {
            Threads.Count = threads;
            report.Heading(threads == 1 ? "One thread" : $"{threads} threads");
            report.Table(
                ["operation", "µs", "bound µs", "times the bound", "bound by", "allocated bytes"],
                Cases().Where(item => item.Name.Contains(options.Only, StringComparison.Ordinal)).Select(item => Measure(item, memory, options)).ToList());
        }

        Threads.Count = before;
        NativeMemory.AlignedFree(memory);
        Console.WriteLine(report);
        if (!options.Dry) Console.Error.WriteLine($"Written to {report.Save("operations.md")}");
    }

    private static IReadOnlyList<string> Measure(OperationCase item, byte* memory, SuiteOptions options)
    {
        var buffer = (nint)memory;
        var bytes = (long)Math.Min(item.Bytes, MostBytes) / 256 * 256;
        void Work() => InWorkspace(item.Run);
        var reading = new Timing(Work, () => Ceiling.Read((byte*)buffer, bytes));
        reading.Measure(Seconds * options.Passes);
        var multiplying = new Timing(Work, Ceiling.Multiply);
        multiplying.Measure(Seconds * options.Passes);
        var start = GC.GetTotalAllocatedBytes(precise: true);
        Work();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - start;
        var work = Math.Min(reading.Work, multiplying.Work);
        var read = reading.Ceiling * item.Bytes / bytes;
        var multiply = multiplying.Ceiling * item.Multiplications / Ceiling.Operations;
        var bound = Math.Max(read, multiply);
        return [item.Name, $"{work * 1e6:F0}", $"{bound * 1e6:F0}", $"{work / bound:F1}", read > multiply ? "reading" : "multiplying", $"{allocated}"];
    }

    private static void InWorkspace(Action action)
    {
        using var workspace = Workspace.Begin();
        action();
    }

    private static IEnumerable<OperationCase> Cases()
    {
        foreach (var (rows, width) in new[] { (88, 3072), (512, 768), (2048, 3072) })
        {
            var (x, y) = (Random(rows, width), Random(rows, width));
            var bias = Random(1, width).Reshape([width]);
            var size = (double)rows * width * sizeof(float);
            var shape = $"{rows}×{width}";
            yield return new($"add {shape}", () => x.Add(y), 3 * size);
            yield return new($"add bias {shape}", () => x.Add(bias), 2 * size);
            yield return new($"GELU (tanh) {shape}", () => x.GeluTanh(), 2 * size);
            yield return new($"SiLU {shape}", () => x.Silu(), 2 * size);
            yield return new($"layer norm {shape}", () => x.LayerNorm(bias, bias, 1e-5f), 2 * size);
            yield return new($"RMS norm {shape}", () => x.RmsNorm(bias, 1e-5f), 2 * size);
            yield return new($"softmax {shape}", () => x.Softmax(), 2 * size);
            yield return new($"GELU (tanh) and its gradient {shape}", () => Gradient(x, value => value.GeluTanh(), y), 6 * size);
            yield return new($"layer norm and its gradient {shape}", () => Gradient(x, value => value.LayerNorm(bias, bias, 1e-5f), y), 6 * size);
        }

        foreach (var (name, rows, tokens, heads, headWidth) in new[] { ("GPT-2 small", 1, 1024, 12, 64), ("GPT-2 small", 16, 128, 12, 64), ("GPT-2 XL", 1, 1024, 25, 64), ("Atlas", 16, 128, 6, 32) })
        {
            var all = rows * tokens;
            var (query, key, value, gradient) = (Heads(), Heads(), Heads(), Heads());
            Tensor Heads() => Random(all, heads * headWidth).Reshape([all, heads, headWidth]);
            var layout = AttentionLayout.Of([.. Enumerable.Repeat(tokens, rows)]);
            var options = new AttentionOptions();
            var products = 2.0 * rows * heads * headWidth * tokens * (tokens + 1) / 2; // one product of the seen half
            var size = (double)all * heads * headWidth * sizeof(float);
            yield return new($"attention, {name}, {rows}×{tokens}", () => query.Attention(key, value, layout, options), 4 * size, 2 * products);
            yield return new(
                $"attention and its gradients, {name}, {rows}×{tokens}",
                () =>
                {
                    Tensor[] inputs = [query.AsParameter(), key.AsParameter(), value.AsParameter()];
                    Gradients.Of(inputs[0].Attention(inputs[1], inputs[2], layout, options), gradient, inputs);
                },
                12 * size, 7 * products);
        }
    }

    private static void Gradient(Tensor x, Func<Tensor, Tensor> function, Tensor gradient)
    {
        var input = x.AsParameter();
        Gradients.Of(function(input), gradient, [input]);
    }

    private static Tensor Random(int rows, int columns)
    {
        var random = new Random(1);
        var values = new float[rows * columns];
        foreach (ref var value in values.AsSpan()) value = random.NextSingle() - 0.5f;
        return Tensor.From(values, [rows, columns]);
    }
}
