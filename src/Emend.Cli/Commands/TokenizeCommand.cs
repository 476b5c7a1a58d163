using System.CommandLine;
using System.Text.Json;
using Emend.Cli.Output;
using Emend.Text;
using Spectre.Console;

namespace Emend.Cli.Commands;

/// <summary><c>emend tokenize</c>: how a model reads a text.</summary>
internal static class TokenizeCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text") { Description = "The text.", Arity = ArgumentArity.ZeroOrOne };
        var lines = new Option<bool>("--jsonl")
        {
            Description = "Read JSON lines {\"text\", \"pair\"?} from standard input and answer each with one line; offsets count Unicode code points.",
        };
        var command = new TaughtCommand("tokenize", "Show how a model reads a text: ids, tokens and offsets.",
            "emend tokenize \"The mother tongue of Danielle Darrieux is\"",
            "echo '{\"text\": \"Hello\"}' | emend tokenize --jsonl -m openai-community/gpt2")
        { text, lines };
        command.SetAction((result, cancel) => Task.FromResult(
            result.GetValue(lines) ? Stream(Invocation.From(result), result.GetValue(text), cancel) : Show(Invocation.From(result), result.GetValue(text))));
        return command;
    }

    private static int Show(Invocation invocation, string? text)
    {
        if (text is null) throw new UsageException("There is no text: give one, as in `emend tokenize \"Hello\"`, or --jsonl to read lines from standard input.");
        var tokenizer = Load(invocation);
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, Describe(tokenizer, text) with { Schema = JsonReport.Schema }, JsonReport.Readable.TokenizedText);
            return ExitCode.Done;
        }

        var encoding = tokenizer.Encode(text, special: true);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("id").RightAligned());
        table.AddColumns("token", "text", "from–to");
        for (var i = 0; i < encoding.Count; i++)
        {
            var (start, end) = encoding.Offsets[i];
            var added = encoding.SpecialTokensMask[i] == 1;
            table.AddRow(
                $"{encoding.Ids[i]}",
                Markup.Escape(encoding.Tokens[i]),
                added ? "[grey]added[/]" : Markup.Escape(InQuotes(text[start..end])),
                added ? "" : $"{start}–{end}");
        }
        invocation.Terminal.Output.Write(table);
        return ExitCode.Done;
    }

    /// <summary>The text in quotes, so that white space shows.</summary>
    private static string InQuotes(string text) =>
        $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}\"";

    private static int Stream(Invocation invocation, string? text, CancellationToken cancel)
    {
        if (text is not null) throw new UsageException("--jsonl reads its texts from standard input: leave the text out.");
        var tokenizer = Load(invocation);
        using var input = invocation.Surroundings.OpenInput();
        for (var number = 1; input.ReadLine() is { } line; number++)
        {
            cancel.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line)) continue;
            var (first, second) = Read(line, number);
            invocation.Terminal.Text.WriteLine(second is null
                ? JsonSerializer.Serialize(Describe(tokenizer, first), JsonReport.Lines.TokenizedText)
                : JsonSerializer.Serialize(Describe(tokenizer, first, second), JsonReport.Lines.TokenizedPair));
        }
        return ExitCode.Done;
    }

    private static Tokenizer Load(Invocation invocation) => Tokenizer.Load(LanguageModel.FolderOf(ModelChoice.Of(invocation)));

    private static (string Text, string? Pair) Read(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var pair = document.RootElement.TryGetProperty("pair", out var second) && second.ValueKind != JsonValueKind.Null ? second.GetString() : null;
            return (document.RootElement.GetProperty("text").GetString() ?? throw new InvalidDataException($"Line {number} has null as its text."), pair);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"Line {number} is not of the form {{\"text\": \"…\", \"pair\": \"…\"}} (pair may be left out): {error.Message}", error);
        }
    }

    private static TokenizedText Describe(Tokenizer tokenizer, string text)
    {
        var plain = tokenizer.Encode(text);
        return new TokenizedText
        {
            Text = text,
            Ids = plain.Ids,
            Tokens = plain.Tokens,
            Offsets = Offsets(plain),
            Decoded = Decoded(tokenizer, plain.Ids),
            Special = Special(tokenizer, tokenizer.Encode(text, special: true)),
        };
    }

    private static TokenizedPair Describe(Tokenizer tokenizer, string text, string pair)
    {
        var both = tokenizer.EncodePair(text, pair);
        return new TokenizedPair
        {
            Text = text,
            Pair = pair,
            Ids = both.Ids,
            Tokens = both.Tokens,
            Offsets = Offsets(both),
            TypeIds = both.TypeIds,
            AttentionMask = both.AttentionMask,
            SpecialTokensMask = both.SpecialTokensMask,
            SequenceIds = both.SequenceIds,
            PlainIds = tokenizer.EncodePair(text, pair, special: false).Ids,
            Special = Special(tokenizer, both),
        };
    }

    private static TokenizedText.WithSpecial Special(Tokenizer tokenizer, Encoding encoding) => new()
    {
        Ids = encoding.Ids,
        SpecialTokensMask = encoding.SpecialTokensMask,
        Decoded = Decoded(tokenizer, encoding.Ids),
        TypeIds = Array.Exists(encoding.TypeIds, type => type != 0) ? encoding.TypeIds : null,
    };

    private static int[][] Offsets(Encoding encoding) => [.. encoding.CodePointOffsets().Select(offset => new[] { offset.Start, offset.End })];

    private static string[] Decoded(Tokenizer tokenizer, int[] ids) => [tokenizer.Decode(ids, skipSpecial: false), tokenizer.Decode(ids)];
}
