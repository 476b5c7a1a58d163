using System.CommandLine;
using Emend.Cli.Output;
using Emend.Editing.Methods;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend methods</c>: the editing methods and their options.</summary>
internal static class MethodsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A method, to see its options.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand("methods", "List the editing methods, or one method's options with defaults and where they come from.",
            "emend methods",
            "emend methods rome",
            "emend edit \"[Lyon] lies in\" Italy --method r-rome --set layer=2")
        { name };
        command.SetAction(result => Run(Invocation.From(result), result.GetValue(name)));
        return command;
    }

    private static int Run(Invocation invocation, string? name)
    {
        if (name is not null && !MethodList.All.Any(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new UsageException($"There is no method {name}: {Nearest.Suggestion(name, MethodList.All.Select(method => method.Name))}");
        var methods = name is null ? MethodList.All : [MethodList.Find(name)];
        var model = name is null ? null : LanguageModel.Load(ModelChoice.Of(invocation));
        if (invocation.Json)
            JsonReport.Write(invocation.Terminal.Text, new MethodsReport(JsonReport.Schema, [.. methods.Select(method => Describe(method, model))]), JsonReport.Readable.MethodsReport);
        else if (model is null)
            PrintAll(invocation.Terminal);
        else
            PrintOne(invocation.Terminal, methods[0], model);
        return ExitCode.Done;
    }

    private static object Defaults(EditingMethod method, LanguageModel? model) => model is null ? method.GeneralDefaults : method.Defaults(model);

    private static MethodsReport.Method Describe(EditingMethod method, LanguageModel? model) => new(
        method.Name, method.Summary, method.Paper, method.Cost, model is null ? null : MethodLayers.SourceOf(method, model),
        [.. method.Options.Select(option => new MethodsReport.Option(option.Name, option.Json(Defaults(method, model)), option.Kind, option.Description, option.Source))]);

    private static void PrintAll(Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("method", "what it does", "paper");
        foreach (var method in MethodList.All) table.AddRow($"[bold]{method.Name}[/]", Markup.Escape(method.Summary), Markup.Escape(method.Paper));
        terminal.Output.Write(table);
        terminal.Note("`emend methods NAME` lists the options of one.");
    }

    private static void PrintOne(Terminal terminal, EditingMethod method, LanguageModel model)
    {
        terminal.Text.WriteLine(method.Summary);
        terminal.Text.WriteLine($"{method.Paper}. One edit costs {method.Cost}.");
        var table = new Table().Border(TableBorder.Simple).AddColumns("option", Markup.Escape($"default for {model.Name}"), "takes", "what it does", "default from");
        var defaults = method.Defaults(model);
        foreach (var option in method.Options)
            table.AddRow($"[bold]{option.Name}[/]", Markup.Escape(option.Text(defaults)), Markup.Escape(option.Kind), Markup.Escape(option.Description), $"[grey]{Markup.Escape(option.Source)}[/]");
        terminal.Output.Write(table);
        terminal.Note($"These defaults for {model.Name}: {MethodLayers.SourceOf(method, model)}.");
        terminal.Note($"Set one with: emend edit … --method {method.Name} --set NAME=VALUE");
    }
}
