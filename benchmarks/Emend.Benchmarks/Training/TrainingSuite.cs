using Emend.Benchmarks.Measurement;
using Emend.Pretraining;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Training;

/// <summary>How fast a model of Atlas's shape is trained, and what a step leaves to the garbage collector.</summary>
internal static class TrainingSuite
{
    private const double Reference = 7200; // tokens per second of PyTorch 2.13 in float32 on two idle cores of such a machine
    private const int Steps = 4;

    /// <summary>Measures, prints the table, and writes it to the results of this machine unless told not to.</summary>
    public static void Run(SuiteOptions options)
    {
        var recipe = new PretrainRecipe();
        var report = new Report("Training");
        report.Paragraph(
            $"`dotnet run -c Release --project benchmarks/Emend.Benchmarks -- training`. {recipe.Model.Layers} layers, width {recipe.Model.Width}, "
            + $"vocabulary {recipe.Vocabulary}, {recipe.Rows} rows of {recipe.Model.Context} tokens: loss, gradients and optimizer on random tokens. "
            + $"The best of {options.Passes * Steps} steps; PyTorch 2.13 does {Reference:F0} tokens per second at this size on two idle cores.");
        var model = new TrainingModel(recipe);
        model.Initialise(new RandomStream(1));
        var optimizer = new AdamW(model.Parameters.Values, recipe.Optimizer, model.Parameters.Stretches);
        var random = new Random(1);
        int[][] rows = [.. Enumerable.Range(0, recipe.Rows).Select(_ => Enumerable.Range(0, recipe.Model.Context + 1).Select(_ => random.Next(recipe.Vocabulary)).ToArray())];
        var before = Threads.Count;
        var (lines, step) = (new List<IReadOnlyList<string>>(), 0);
        foreach (var threads in new[] { 1, before }.Distinct())
        {
            Threads.Count = threads;
            var allocated = long.MaxValue;
            void Step()
            {
                var start = GC.GetTotalAllocatedBytes(precise: true);
                var (_, gradients) = model.LossAndGradients(rows);
                optimizer.Step(gradients, step, recipe.Optimizer.RateAt(step++, 1000));
                allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - start);
            }

            for (var warm = 0; warm < 3; warm++) Step();
            var timing = new Timing(Step, Ceiling.Multiply);
            for (var pass = 0; pass < options.Passes; pass++) timing.Measure(Steps * 0.5);
            var speed = (double)recipe.Rows * recipe.Model.Context / timing.Work;
            lines.Add([$"{threads}", $"{timing.Work * 1e3:F0}", $"{speed:F0}", $"{speed / Reference:F2}", $"{Ceiling.Operations / timing.Ceiling / 1e9:F0}", $"{allocated / 1e3:F0}"]);
        }

        Threads.Count = before;
        report.Table(["threads", "ms per step", "tokens/s", "of PyTorch on two cores", "peak GFLOPS", "allocated KB per step"], lines);
        Console.WriteLine(report);
        if (!options.Dry) Console.Error.WriteLine($"Written to {report.Save("training.md")}");
    }
}
