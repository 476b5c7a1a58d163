using System.CommandLine;
using System.Globalization;
using Emend.Cli.Output;
using Emend.Editing.Rome;
using Emend.Editing.Statistics;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Cli.Commands;

/// <summary><c>emend stats</c>: collects the second moments of keys that locate-then-edit methods divide by.</summary>
internal static class StatsCommand
{
    private const int TokensPerElement = 100;
    private const int FewestTokens = 100_000;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var layers = new Option<string?>("--layers") { Description = "The layers, as in 3-8 or 2,5. Default: the one that rome edits.", HelpName = "LIST" };
        var tokens = new Option<int?>("--tokens") { Description = $"How many tokens. Default: {TokensPerElement} for each element of a key, at least {FewestTokens}.", HelpName = "N" };
        var text = new Option<string?>("--text") { Description = "A text file (one text a line), or a folder of .txt files. Default: text of the kind that the model was trained on, where that can be made.", HelpName = "FILE|FOLDER" };
        var output = new Option<string?>("--out") { Description = "Write one statistics file here instead of into the cache.", HelpName = "FILE" };
        var command = new TaughtCommand("stats", "Collect second moments of keys, which tell an edit what else a layer keeps.",
            "emend stats --layers 2",
            "emend stats -m openai-community/gpt2 --layers 5-8 --text wikipedia.txt --tokens 1000000",
            "emend stats list")
        { layers, tokens, text, output, StatsListCommand.Create() };
        command.Explanation = "They are kept in the cache under the hash of the model's weights and found there by every later edit. A collection that was stopped goes on where it was.";
        command.SetAction((result, cancel) => Task.Run(
            () => Run(Invocation.From(result), result.GetValue(layers), result.GetValue(tokens), result.GetValue(text), result.GetValue(output), cancel), CancellationToken.None));
        return command;
    }

    private static int Run(Invocation invocation, string? layerList, int? tokens, string? text, string? output, CancellationToken cancel)
    {
        if (tokens < 1) throw new UsageException($"--tokens is {tokens}: give a whole number of at least 1.");
        invocation.ApplyThreads();
        var chosen = layerList is null ? null : Layers(layerList);
        var model = LanguageModel.Load(ModelChoice.Of(invocation));
        var layers = chosen ?? [RomeDefaults.For(model).Layer ?? 0];
        var wanted = tokens ?? Math.Max(FewestTokens, TokensPerElement * model.Architecture.Hidden);
        var missing = output is not null ? layers : [.. layers.Where(layer => !IsCached(model, layer, text, wanted))];
        if (missing.Count < layers.Count) invocation.Terminal.Note($"In the cache already: {string.Join(", ", layers.Except(missing).Select(layer => $"layer {layer}"))}.");

        var files = layers.Except(missing).Select(layer => StatsListCommand.Describe(SecondMoments.CachePath(model, layer), model.Hash)).ToList();
        if (missing.Count > 0) files.AddRange(Collect(invocation, model, missing, wanted, text, output, cancel));
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, new StatsReport(JsonReport.Schema, files), JsonReport.Readable.StatsReport);
        else foreach (var file in files) invocation.Terminal.Text.WriteLine($"Layer {string.Join(", ", file.Layers)}, {file.Tokens} tokens: {file.File}{Accuracy(file)}");
        return ExitCode.Done;
    }

    /// <summary>What more text would change.</summary>
    private static string Accuracy(StatsReport.Statistics file) => file.RelativeError is not { } error ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{Environment.NewLine}  more text of this kind would move it by about {100 * error:0.##} %; 1 % takes about {file.TokensForOnePercent} tokens.");

    /// <summary>Whether the cache has a layer over enough text; text of one's own is always collected anew.</summary>
    private static bool IsCached(LanguageModel model, int layer, string? text, long wanted)
    {
        var path = SecondMoments.CachePath(model, layer);
        return text is null && File.Exists(path) && StatsListCommand.Describe(path, model.Hash).Tokens >= wanted;
    }

    private static IEnumerable<StatsReport.Statistics> Collect(
        Invocation invocation, LanguageModel model, IReadOnlyList<int> layers, int wanted, string? text, string? output, CancellationToken cancel)
    {
        if (text is null && !StatisticsText.IsKnownFor(model))
            throw new UsageException($"It is not known what {model.Name} was trained on: give text with --text FILE.");
        var path = text is null ? null : invocation.FullPath(text);
        var cache = Path.GetDirectoryName(SecondMoments.CachePath(model, layers[0]))!;
        var checkpoint = new SecondMomentCheckpoint(Path.Combine(cache, "unfinished.safetensors"), $"{model.Hash} {string.Join(',', layers)} {wanted} {path}", Pace);
        IReadOnlyDictionary<int, SecondMoment> moments;
        var convergence = new SecondMomentConvergence(model.Architecture.Hidden);
        var read = new CollectedText(0, 0, 0);
        using (var line = invocation.Terminal.Progress())
        {
            var progress = new Relay<CollectedText>(so =>
            {
                line.Show($"{so.Tokens} of {wanted} tokens");
                read = so;
            });
            moments = SecondMomentCollector.Collect(model, layers, path is null ? StatisticsText.KnownFor(model) : StatisticsText.From(path), wanted, progress, checkpoint, convergence, cancel);
        }

        if (read.LeftOut > 0) invocation.Terminal.Note(LeftOut(read, model));
        foreach (var (file, of) in Files(model, layers, output is null ? null : invocation.FullPath(output)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            SecondMomentFile.Write(file, of.ToDictionary(layer => layer, layer => moments[layer].Mean()), moments[of[0]].Count, model.Hash);
            var error = of.Max(layer => convergence.RelativeError(layer, moments[layer]));
            yield return StatsListCommand.Describe(file, model.Hash) with
            {
                LeftOut = read.LeftOut,
                RelativeError = error,
                TokensForOnePercent = error is { } known ? (long)Math.Ceiling(moments[of[0]].Count * Math.Pow(100 * known, 2)) : null // it falls with the root of their number,
            };
        }

        checkpoint.Remove();
    }

    /// <summary>A text counts up to the context, as in kmeng01/rome's tok_dataset.</summary>
    private static string LeftOut(CollectedText read, LanguageModel model) =>
        $"{read.LeftOut} tokens were left out: {(read.CutTexts == 1 ? "1 text is" : $"{read.CutTexts} texts are")} longer than the {model.Architecture.Context} tokens that {model.Name} reads at once. Break long lines to use all of them.";

    /// <summary>One file for each layer in the cache, or one for all where the user says.</summary>
    private static IEnumerable<(string File, IReadOnlyList<int> Layers)> Files(LanguageModel model, IReadOnlyList<int> layers, string? output) =>
        output is not null ? [(output, layers)] : layers.Select(layer => (SecondMoments.CachePath(model, layer), (IReadOnlyList<int>)[layer]));

    private static List<int> Layers(string list)
    {
        var layers = new SortedSet<int>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], out var first) || !int.TryParse(ends[^1], out var last) || last < first || last - first > 1000)
                throw new UsageException($"--layers {list} is no list of layers: write them as 3-8 or 2,5.");
            layers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. layers];
    }
}
