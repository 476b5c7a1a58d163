using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Decoding;
using Emend.Editing;
using Emend.Editing.Rome;
using Emend.Editing.Values;
using Emend.Generation;
using Emend.Models;
using Emend.Tensors;

namespace Emend.Benchmarks.Memory;

/// <summary>
/// Whether a model of 7 billion parameters runs and is edited in 24 GB: a checkpoint of Llama 2 7B's shape with random
/// BF16 weights, written shard by shard; loading, one pass, decoding, one ROME edit, and the memory that all of it takes.
/// </summary>
internal static class LargeModelSuite
{
    private const int Layers = 32;
    private const int Tokens = 64;
    private const int Decoded = 8;

    /// <summary><c>write FOLDER [LAYERS]</c> writes the checkpoint; <c>FOLDER</c> measures it and prints a Markdown table.</summary>
    public static async Task RunAsync(ReadOnlyMemory<string> arguments)
    {
        switch (arguments.ToArray())
        {
            case ["write", var folder]:
                RandomModel.Llama7B(folder, Layers);
                WriteTokenizer(folder);
                break;
            case ["write", var folder, var layers]:
                RandomModel.Llama7B(folder, int.Parse(layers, CultureInfo.InvariantCulture));
                WriteTokenizer(folder);
                break;
            case [var folder]:
                await MeasureAsync(folder);
                break;
            default:
                throw new ArgumentException("Give write FOLDER [LAYERS], or a FOLDER that was written so.");
        }
    }

    private static async Task MeasureAsync(string folder)
    {
        Console.WriteLine("| what | result | resident GB, peak | of it not mapped GB |");
        Console.WriteLine("|---|---:|---:|---:|");
        var start = Stopwatch.GetTimestamp();
        var model = LanguageModel.Load(folder);
        var weights = model.WeightNames.Select(model.Weight).ToList();
        var bytes = weights.Sum(weight => (double)weight.Bytes.Length);
        Print($"load ({bytes / 1e9:0.00} GB, {weights.Count} weights)", $"{Seconds(start):0.00} s");

        start = Stopwatch.GetTimestamp();
        using (Workspace.Begin())
            model.Forward(Batch.Single([.. Enumerable.Range(100, Tokens)]));
        Print($"one pass of {Tokens} tokens, first", $"{Seconds(start):0.00} s");
        start = Stopwatch.GetTimestamp();
        using (Workspace.Begin())
            model.Forward(Batch.Single([.. Enumerable.Range(100, Tokens)]));
        Print($"one pass of {Tokens} tokens, again", $"{Seconds(start):0.00} s");

        // a token reads every weight but the embedding, of which it reads one row
        var read = model.WeightNames.Where(name => name != model.Weights[WeightRole.TokenEmbedding].Name).Select(model.Weight).ToList();
        var readBytes = read.Sum(weight => (double)weight.Bytes.Length);
        Generate(model, 1);
        var bandwidth = ReadBandwidth.Measure(read);
        var seconds = (Generate(model, 1 + Decoded) - Generate(model, 1)) / Decoded;
        bandwidth = Math.Max(bandwidth, ReadBandwidth.Measure(read));
        Print($"decoding {Decoded} tokens", $"{1 / seconds:0.00} tokens/s, {readBytes / seconds / bandwidth:p0} of the bound {bandwidth / readBytes:0.00} at {bandwidth / 1e9:0.0} GB/s");

        start = Stopwatch.GetTimestamp();
        var templates = new ContextTemplates(["{}", "Now {}", "We say that {}", "Now we say that {}", "In the tower {}", "Of the tower we say {}"]);
        var rome = new Rome(model, new RomeOptions { Layer = 5, Steps = 20, SecondMoments = false }, templates);
        var edit = await rome.EditAsync([new EditRequest("The tower of {} stands in", "Azan", "Rome")]);
        Print("ROME at layer 5: 20 steps, 6 templates, without second moments", $"{Seconds(start):0.0} s");
        start = Stopwatch.GetTimestamp();
        var edited = model.With(edit);
        var shared = edited.WeightNames.Count(name => ReferenceEquals(edited.Weight(name), model.Weight(name)));
        Print($"the edited model, {shared} of {weights.Count} weights shared", $"{Seconds(start):0.00} s");
    }

    private static double Generate(LanguageModel model, int tokens)
    {
        var start = Stopwatch.GetTimestamp();
        model.Generate(Batch.Single([.. Enumerable.Range(100, 8)]), new GenerationOptions { MaximumTokens = tokens, StopAtEndOfText = false });
        return Seconds(start);
    }

    /// <summary>A tokenizer of the few words that the edit needs; a random model has none.</summary>
    private static void WriteTokenizer(string folder)
    {
        string[] words = ["The", "tower", "of", "Azan", "stands", "in", "Rome", "Now", "We", "we", "say", "that", "In", "Of", "the", "is", "a"];
        var vocabulary = string.Join(',', words.Select((word, i) => $"\"▁{word}\":{100 + i}"));
        File.WriteAllText(
            Path.Combine(folder, "tokenizer.json"),
            "{\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\",\"split\":true}," +
            "\"decoder\":{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\",\"split\":true}," +
            "\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"<unk>\",\"vocab\":{\"<unk>\":0," + vocabulary + "}}}");
    }

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    private static void Print(string what, string result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {result} | {Status("VmHWM") / 1e6:0.0} | {Status("RssAnon") / 1e6:0.0} |"));

    /// <summary>A line of Linux's account of this process, in thousands of bytes.</summary>
    private static double Status(string field)
    {
        const string Account = "/proc/self/status";
        var line = File.Exists(Account) ? File.ReadLines(Account).FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? double.NaN : 1.024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
