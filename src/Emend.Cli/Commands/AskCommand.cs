using System.CommandLine;
using System.Text.Json;
using Emend.Cli.Output;
using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend ask</c>: what the model answers, with the ledger's edits.</summary>
internal static class AskCommand
{
    private const int BarWidth = 24;

    public static Command Create()
    {
        var prompt = new Argument<string>("prompt") { Description = "The beginning of a sentence; the model goes on. A subject in [brackets] is taken as it is." };
        var subject = new Option<string?>("--subject") { Description = "What stands in place of {} in the prompt.", HelpName = "TEXT" };
        var original = new Option<bool>("--original") { Description = "Without the ledger's edits." };
        var at = new Option<string?>("--at") { Description = "With the edits that were in force after a commit.", HelpName = "COMMIT" };
        var compare = new Option<bool>("--compare") { Description = "With and without edits, side by side." };
        var tokens = new Option<int>("--tokens") { Description = "How many tokens to write at most.", HelpName = "N", DefaultValueFactory = _ => 12 };
        var top = new Option<int>("--top") { Description = "How many of the most probable next tokens to show.", HelpName = "K", DefaultValueFactory = _ => 5 };
        var sample = new Option<bool>("--sample") { Description = "Draw tokens at random instead of taking the most probable ones; --seed decides." };
        var temperature = new Option<double>("--temperature") { Description = "With --sample: below 1 sharper, above 1 flatter.", HelpName = "X", DefaultValueFactory = _ => 1 };
        var nucleus = new Option<double>("--top-p") { Description = "With --sample: draw only among the most probable tokens that together reach this probability.", HelpName = "P", DefaultValueFactory = _ => 1 };
        var command = new TaughtCommand("ask", "Ask the model: what it writes next, and the most probable next tokens.",
            "emend ask \"The mother tongue of [Danielle Darrieux] is\"",
            "emend ask \"The mother tongue of Danielle Darrieux is\" --compare",
            "emend ask \"The capital of France is\" --tokens 30 --sample --temperature 0.8")
        { prompt, subject, original, at, compare, tokens, top, sample, temperature, nucleus };
        command.Validators.Add(result =>
        {
            if (result.GetValue(original) && result.GetValue(at) is not null) result.AddError("--original and --at exclude each other: leave one out.");
            if (result.GetValue(original) && result.GetValue(compare)) result.AddError("--original and --compare exclude each other: leave one out.");
        });
        command.SetAction((result, cancel) =>
        {
            var invocation = Invocation.From(result);
            var text = MarkedPrompt.Text(result.GetRequiredValue(prompt), result.GetValue(subject));
            var options = new GenerationOptions
            {
                MaximumTokens = AtLeast(0, result.GetValue(tokens), "--tokens"),
                Temperature = result.GetValue(sample) ? result.GetValue(temperature) : 0,
                TopP = result.GetValue(sample) ? result.GetValue(nucleus) : 1,
                Seed = (ulong)invocation.Seed,
            };
            var state = result.GetValue(original) ? "original" : result.GetValue(at);
            return Task.FromResult(Run(invocation, text, state, result.GetValue(compare), options, AtLeast(0, result.GetValue(top), "--top"), cancel));
        });
        return command;
    }

    private static int Run(Invocation invocation, string prompt, string? state, bool compare, GenerationOptions options, int top, CancellationToken cancel)
    {
        var working = WorkingModel.Open(invocation);
        var edits = state switch
        {
            null => working.Edits,
            "original" => [],
            _ => working.RequireLedger().InForce(LedgerChoice.Commit(working.RequireLedger(), state)),
        };
        var answer = Answer(working.With(edits), prompt, options, top, cancel);
        var before = compare ? Answer(working.Original, prompt, options, top, cancel) : null;
        if (invocation.Json)
        {
            var report = new AskReport(JsonReport.Schema, working.Original.Name, prompt, answer.Completion, answer.Stopped, answer.Top, [.. edits.Select(commit => commit.Id)], before);
            JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.AskReport);
            return ExitCode.Done;
        }

        if (before is null) Print(invocation.Terminal, prompt, answer);
        else PrintBoth(invocation.Terminal, prompt, before, answer);
        invocation.Terminal.Note($"{working.Original.Name}, {Amount(edits.Count)}{(state is null ? "" : $" (of {working.Edits.Count} in force)")}");
        return ExitCode.Done;
    }

    private static AskReport.Answer Answer(LanguageModel model, string prompt, GenerationOptions options, int top, CancellationToken cancel)
    {
        var ids = model.Tokenizer.Encode(prompt, special: true).Ids;
        if (ids.Length == 0) throw new UsageException("The tokenizer leaves nothing of the prompt: write some words.");
        var batch = Batch.Single(ids);
        var generated = model.Generate(batch, options, cancel: cancel)[0];
        return new AskReport.Answer(generated.Text, JsonNamingPolicy.CamelCase.ConvertName(generated.Reason.ToString()), Next(model, batch, top));
    }

    /// <summary>The most probable tokens after the prompt.</summary>
    private static List<AskReport.Candidate> Next(LanguageModel model, Batch batch, int count)
    {
        using var off = Gradients.Off();
        using var workspace = Workspace.Begin();
        var probabilities = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = batch.LastTokens }).Logits.Softmax().ToArray();
        return [.. Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(id => probabilities[id])
            .Take(count)
            .Select(id => new AskReport.Candidate(model.Tokenizer.Decode([id], skipSpecial: false), id, probabilities[id]))];
    }

    private static void Print(Terminal terminal, string prompt, AskReport.Answer answer)
    {
        terminal.Output.MarkupLine(Sentence(prompt, answer));
        if (answer.Top.Count == 0) return;
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddColumns("", "");
        foreach (var candidate in answer.Top) table.AddRow(Percent(candidate), Markup.Escape(candidate.Token), $"[blue]{Bar(candidate.Probability)}[/]");
        terminal.Output.WriteLine();
        terminal.Output.Write(table);
    }

    private static void PrintBoth(Terminal terminal, string prompt, AskReport.Answer before, AskReport.Answer after)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("without edits").AddColumn("with edits");
        table.AddRow(Sentence(prompt, before), Sentence(prompt, after));
        table.AddEmptyRow();
        for (var i = 0; i < before.Top.Count; i++) table.AddRow(Line(before.Top[i]), Line(after.Top[i]));
        terminal.Output.Write(table);

        static string Line(AskReport.Candidate candidate) => $"{Percent(candidate)}  {Markup.Escape(candidate.Token)}";
    }

    private static string Sentence(string prompt, AskReport.Answer answer) =>
        $"{Markup.Escape(prompt.TrimEnd())}[bold green]{Markup.Escape(answer.Completion.TrimEnd())}[/]";

    private static string Percent(AskReport.Candidate candidate) => $"{100 * candidate.Probability,6:0.00} %";

    private static string Bar(double share) => new('█', (int)Math.Round(share * BarWidth));

    private static string Amount(int edits) => edits switch { 0 => "no edits", 1 => "1 edit applied", _ => $"{edits} edits applied" };

    private static int AtLeast(int minimum, int value, string option) =>
        value >= minimum ? value : throw new UsageException($"{option} is {value}: give a whole number of at least {minimum}.");
}
