using System.CommandLine;
using Emend.Cli.Output;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend models show</c>: the facts of a model and the memory that it needs.</summary>
internal static class ModelsShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A name or a folder. Default: the model in use.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand("show", "Show the facts of a model's architecture, its parameters and the memory it needs.",
            "emend models show atlas",
            "emend models show openai-community/gpt2-xl --json")
        { name };
        command.SetAction(result => Run(Invocation.From(result), result.GetValue(name)));
        return command;
    }

    private static int Run(Invocation invocation, string? name)
    {
        var report = Describe(LanguageModel.Load(name is null ? ModelChoice.Of(invocation) : ModelChoice.Named(invocation, name)));
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.ModelShowReport);
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        void Row(string what, string value) => table.AddRow($"[bold]{what}[/]", Markup.Escape(value));
        Row("model", report.Name);
        Row("folder", report.Folder);
        Row("family", report.Family);
        Row("layers", $"{report.Layers} (0 to {report.Layers - 1})");
        Row("width", $"{report.Width}, {report.Hidden} inside the MLP");
        Row("heads", $"{report.Heads} of {report.HeadWidth}" + (report.KeyHeads == report.Heads ? "" : $", {report.KeyHeads} for keys and values"));
        Row("vocabulary", $"{report.Vocabulary} tokens, head {(report.HeadTied ? "tied to the embedding" : "of its own")}");
        Row("context", $"{report.Context} tokens");
        Row("parameters", $"{Sizes.Count(report.Parameters)}, stored as {string.Join(" and ", report.StoredAs.Keys)}");
        Row("memory", $"{Sizes.Bytes(report.WeightBytes)} of weights, mapped; {Sizes.Bytes(report.CacheBytesPerToken)} per token of context; {Sizes.Bytes(report.SecondMomentBytes)} for the second moments of a layer");
        invocation.Terminal.Output.Write(table);
        return ExitCode.Done;
    }

    private static ModelShowReport Describe(LanguageModel model)
    {
        var facts = model.Architecture;
        var weights = model.WeightNames.Select(model.Weight).ToList();
        return new ModelShowReport(
            JsonReport.Schema, model.Name, model.Folder, facts.Family, facts.Layers, facts.Width, facts.Hidden, facts.Heads, facts.KeyHeads, facts.HeadWidth,
            facts.Vocabulary, facts.Context, facts.IsHeadTied, weights.Sum(weight => weight.Count),
            weights.GroupBy(weight => weight.Type).ToDictionary(group => group.Key.ToString(), group => group.Sum(weight => weight.Count)),
            weights.Sum(weight => (long)weight.Bytes.Length), sizeof(double) * (long)facts.Hidden * facts.Hidden,
            sizeof(float) * 2L * facts.Layers * facts.KeyHeads * facts.HeadWidth);
    }
}
