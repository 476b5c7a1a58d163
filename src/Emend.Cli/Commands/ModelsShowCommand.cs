using System.CommandLine;
using Emend.Cli.Output;
using Emend.Models;
using Emend.Tensors;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend models show</c>: the facts of a model, the memory that it needs, and how it can be edited.</summary>
internal static class ModelsShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A name or a folder. Default: the model in use.", Arity = ArgumentArity.ZeroOrOne };
        var sites = new Option<bool>("--sites") { Description = "Also show where each site is in the family's own modules." };
        var command = new TaughtCommand("show", "Show the facts of a model's architecture, its parameters, the memory it needs, and which methods edit which of its layers.",
            "emend models show atlas",
            "emend models show openai-community/gpt2-xl --sites",
            "emend models show openai-community/gpt2-xl --json")
        { name, sites };
        command.SetAction(result => Run(Invocation.From(result), result.GetValue(name), result.GetValue(sites)));
        return command;
    }

    private static int Run(Invocation invocation, string? name, bool sites)
    {
        var named = name is null ? ModelChoice.Of(invocation) : ModelChoice.Named(invocation, name);
        var report = EncoderModel.IsEncoder(named) ? Describe(EncoderModel.Load(named)) : Describe(LanguageModel.Load(named));
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.ModelShowReport);
            return ExitCode.Done;
        }

        Print(invocation.Terminal, report);
        if (!sites) return ExitCode.Done;
        var places = new Table().Border(TableBorder.Simple).AddColumns("site", "where");
        foreach (var (site, module) in report.Sites) places.AddRow(Markup.Escape(site), Markup.Escape(module));
        invocation.Terminal.Output.Write(places);
        return ExitCode.Done;
    }

    private static void Print(Terminal terminal, ModelShowReport report)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        void Row(string what, string value) => table.AddRow($"[bold]{what}[/]", Markup.Escape(value));
        Row("model", report.Name);
        Row("folder", report.Folder);
        Row("family", $"{report.Family}, {report.Kind}");
        Row("layers", $"{report.Layers} (0 to {report.Layers - 1})");
        Row("width", $"{report.Width}, {report.Hidden} inside the MLP");
        Row("heads", $"{report.Heads} of {report.HeadWidth}" + (report.KeyHeads == report.Heads ? "" : $", {report.KeyHeads} for keys and values"));
        Row("vocabulary", $"{report.Vocabulary} tokens, head {(report.HeadTied ? "tied to the embedding" : "of its own")}");
        Row("context", $"{report.Context} tokens");
        Row("parameters", $"{Sizes.Count(report.Parameters)}, stored as {string.Join(" and ", report.StoredAs.Keys)}");
        Row("memory", $"{Sizes.Bytes(report.WeightBytes)} of weights, mapped; {Sizes.Bytes(report.CacheBytesPerToken)} per token of context; {Sizes.Bytes(report.SecondMomentBytes)} for the second moments of a layer");
        terminal.Output.Write(table);
        if (report.Methods.Count == 0)
        {
            terminal.Output.WriteLine("No editing method works on an encoder: it writes no text.");
            return;
        }

        var methods = new Table().Border(TableBorder.Simple).AddColumns("edited by", "layers", "from");
        foreach (var method in report.Methods)
            methods.AddRow(method.Name, method.Layers.Count == 0 ? "" : string.Join(", ", method.Layers), Markup.Escape(method.Source));
        terminal.Output.Write(methods);
    }

    private static ModelShowReport Describe(LanguageModel model) => Describe(
        model.Name, model.Folder, model.HasEncoder ? "an encoder and a decoder" : "a decoder", model.Architecture, model.Weights,
        [.. model.WeightNames.Select(model.Weight)], MethodLayers.Of(model));

    private static ModelShowReport Describe(EncoderModel model) => Describe(
        model.Name, model.Folder, "an encoder", model.Architecture, model.Weights, [.. model.WeightNames.Select(model.Weight)], []);

    private static ModelShowReport Describe(
        string name, string folder, string kind, Architecture facts, WeightMap map, IReadOnlyList<Tensor> weights, IReadOnlyList<ModelShowReport.Editing> methods)
    {
        List<(string Site, string Module)> places = [.. SiteModules.Of(facts, map)];
        if (facts.Encoder is { } encoder) places.AddRange(SiteModules.Of(encoder, map.Encoder!));
        return new ModelShowReport(
            JsonReport.Schema, name, folder, facts.Family, kind, facts.Layers, facts.Width, facts.Hidden, facts.Heads, facts.KeyHeads, facts.HeadWidth,
            facts.Vocabulary, facts.Context, facts.IsHeadTied, weights.Sum(weight => weight.Count),
            weights.GroupBy(weight => weight.Type).ToDictionary(group => group.Key.ToString(), group => group.Sum(weight => weight.Count)),
            weights.Sum(weight => (long)weight.Bytes.Length), sizeof(double) * (long)facts.Hidden * facts.Hidden,
            sizeof(float) * 2L * facts.Layers * facts.KeyHeads * facts.HeadWidth, methods,
            [.. places.Select(place => new ModelShowReport.Place(place.Site, place.Module))]);
    }
}
