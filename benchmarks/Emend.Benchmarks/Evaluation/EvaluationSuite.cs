using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Measurement;
using Emend.Files;
using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Benchmarks.Evaluation;

/// <summary>
/// The teacher-forced evaluation of one CounterFact case, 13 prompts with both objects, on GPT-2 XL's shape with random
/// weights: in Emend's order of work, and in that of memit (eval_utils_counterfact.py, test_batch_prediction).
/// </summary>
internal static class EvaluationSuite
{
    private static readonly string[] Columns = ["case", "layers", "reference order, s", "Emend, s", "times as fast"];

    private const int Width = 1600, Heads = 25, PublishedLayers = 48, Vocabulary = 50257;

    /// <summary>Measures models of two depths, and draws a line through them to all 48 layers; or, as <c>whole</c>, one case with all of them, whose weights take 6.2 GB of disk and memory.</summary>
    public static void Run(SuiteOptions options)
    {
        var report = new Report("CounterFact evaluation of a case");
        report.Paragraph(
            "GPT-2 XL's shape (1600 wide, 25 heads, vocabulary 50257) with random float32 weights. One case is 13 prompts, each with the new and the true object, teacher-forced: "
            + "CounterFact's first five cases. Reference order of work (memit, test_batch_prediction): each prompt with each object is a row of its own, 26 rows padded to the longest, "
            + "computed whole, logits at every place. Emend: each prompt once without padding, what prompts begin with in common once, logits where an answer begins. Both with Emend's kernels, in turn in the same process, "
            + $"{Environment.ProcessorCount} threads; the best of {options.Passes} runs.");
        if (options.Part == "whole")
        {
            report.Table(Columns, [Row("case 0", $"{PublishedLayers}", Measure(PublishedLayers, options.Passes, [PublishedCase.First[0]])[0])]);
            Finish(report, options, "evaluation-whole.md");
            return;
        }

        int[] depths = [4, 12];
        var times = depths.ToDictionary(layers => layers, layers => Measure(layers, options.Passes, PublishedCase.First));
        var rows = new List<string[]>();
        for (var one = 0; one <= PublishedCase.First.Count; one++)
        {
            var name = one == PublishedCase.First.Count ? "all five" : $"case {one}";
            var (few, many) = (Of(times[depths[0]], one), Of(times[depths[1]], one));
            rows.Add(Row(name, $"{depths[1]}", many));
            rows.Add(Row(name, $"{PublishedLayers} (extrapolated)", (Extend(few.Reference, many.Reference), Extend(few.Emend, many.Emend))));
        }

        report.Table(Columns, rows);
        report.Paragraph($"Extrapolated are lines through {depths[0]} and {depths[1]} measured layers: embedding and logits weigh less in a deep model than in a cut one, so the ratio is lower.");
        Finish(report, options, "evaluation.md");

        double Extend(double few, double many) => many + ((many - few) / (depths[1] - depths[0]) * (PublishedLayers - depths[1]));
    }

    private static void Finish(Report report, SuiteOptions options, string file)
    {
        Console.WriteLine(report);
        if (!options.Dry)
            Console.WriteLine($"Written: {report.Save(file)}");
    }

    private static (double Reference, double Emend) Of((double Reference, double Emend)[] times, int one) =>
        one < times.Length ? times[one] : (times.Sum(time => time.Reference), times.Sum(time => time.Emend));

    private static string[] Row(string name, string layers, (double Reference, double Emend) seconds) =>
        [name, layers, seconds.Reference.ToString("0.000", CultureInfo.InvariantCulture), seconds.Emend.ToString("0.000", CultureInfo.InvariantCulture), (seconds.Reference / seconds.Emend).ToString("0.00", CultureInfo.InvariantCulture)];

    private static (double Reference, double Emend)[] Measure(int layers, int passes, IReadOnlyList<PublishedCase> published)
    {
        using var random = RandomModel.Gpt2(layers, Width, Heads, SafetensorsType.F32);
        var model = LanguageModel.Load(random.Folder);
        using var pause = Gradients.Off();
        var cases = published.Select(Queries).ToArray();
        Check(model, cases[0]);
        var best = Enumerable.Repeat((Reference: double.PositiveInfinity, Emend: double.PositiveInfinity), cases.Length).ToArray();
        for (var pass = 0; pass < passes; pass++)
        {
            for (var one = 0; one < cases.Length; one++)
            {
                best[one].Reference = Math.Min(best[one].Reference, Time(() => InReferenceOrder(model, cases[one])));
                best[one].Emend = Math.Min(best[one].Emend, Time(() => model.Score(cases[one])));
            }
        }

        return best;
    }

    private static ScoreQuery[] Queries(PublishedCase one) => [.. one.Prompts.Select(prompt => new ScoreQuery(prompt, [[one.NewObject], [one.TrueObject]]))];

    /// <summary>Both orders must give the same log-probabilities, or they are not the same work.</summary>
    private static void Check(LanguageModel model, ScoreQuery[] queries)
    {
        var reference = InReferenceOrder(model, queries);
        var scores = model.Score(queries).SelectMany(query => query).Select(scored => scored.LogProbabilities[0]).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            if (Math.Abs(scores[i] - reference[i]) > 1e-3)
                throw new InvalidOperationException($"The two orders of work differ at row {i}: {scores[i]} and {reference[i]}.");
        }
    }

    private static float[] InReferenceOrder(LanguageModel model, ScoreQuery[] queries)
    {
        using var workspace = Workspace.Begin();
        var rows = queries.SelectMany(query => query.Continuations.Select(target => (query.Prompt, Target: target[0]))).ToArray();
        var longest = rows.Max(row => row.Prompt.Count + 1);
        var padded = Batch.Of(Array.ConvertAll(rows, row => (IReadOnlyList<int>)[.. row.Prompt, row.Target, .. Enumerable.Repeat(Vocabulary - 1, longest - row.Prompt.Count - 1)]));
        var logits = model.Decoder.Forward(new DecoderInput { Tokens = padded }).Logits; // [26 × longest, vocabulary]
        return [.. rows.Select((row, i) => logits.Rows((i * longest) + row.Prompt.Count - 1, 1).LogSoftmax().Values[row.Target])];
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
