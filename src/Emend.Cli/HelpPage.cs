using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Emend.Cli;

/// <summary>Prints the help of a command: what it does, what to type, then what there is.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Width = 100;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        Write(command, Name(parseResult.CommandResult), output);
        return ExitCode.Done;
    }

    /// <summary>The words that call a command: <c>emend models check</c>.</summary>
    public static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "emend";

    /// <summary>The options of a command and the global ones.</summary>
    public static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Options).Where(option => option.Recursive));

    private static void Write(Command command, string name, TextWriter output)
    {
        var taught = command as TaughtCommand;
        WriteWrapped(output, command.Description ?? "", 0);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command, name)}");
        if (taught?.Explanation is { } explanation)
        {
            output.WriteLine();
            WriteWrapped(output, explanation, 0);
        }
        var examples = taught?.Examples ?? RootExamples;
        WriteList(output, "Examples:", examples.Select(example => (example, "")));
        WriteList(output, "Arguments:", command.Arguments.Where(argument => !argument.Hidden).Select(argument => (ArgumentName(argument), argument.Description ?? "")));
        WriteList(output, "Commands:", command.Subcommands.Where(child => !child.Hidden).Select(child => (child.Name, child.Description ?? "")));
        var own = command.Options.Where(option => !option.Recursive && !option.Hidden).ToList();
        WriteList(output, "Options:", own.Select(option => (OptionName(option), Description(option))));
        if (command is RootCommand)
        {
            WriteList(output, "Options of every command:", command.Options.Where(option => option.Recursive).Select(option => (OptionName(option), Description(option))));
            output.WriteLine();
            output.WriteLine("`emend COMMAND --help` explains a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check missed, 130 interrupted.");
        }
        else
        {
            output.WriteLine();
            output.WriteLine("Also -m/--model, -l/--ledger, --threads, --seed, --json, -q, -v, --no-color: see `emend --help`.");
        }
    }

    private static IReadOnlyList<string> RootExamples { get; } =
    [
        "emend ask \"The mother tongue of [Danielle Darrieux] is\"",
        "emend edit \"The mother tongue of [Danielle Darrieux] is\" English",
        "emend log",
        "emend revert 2415946",
    ];

    private static string Usage(Command command, string name)
    {
        var words = new List<string> { name };
        if (command.Subcommands.Count > 0) words.Add(command.Action is null or HelpPage || command is RootCommand ? "COMMAND" : "[COMMAND]");
        words.AddRange(command.Arguments.Where(argument => !argument.Hidden)
            .Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{ArgumentName(argument)}]" : ArgumentName(argument)));
        words.Add("[options]");
        return string.Join(' ', words);
    }

    private static string ArgumentName(Argument argument) => (argument.HelpName ?? argument.Name).ToUpperInvariant();

    private static string OptionName(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-') && alias is not "-?").Order().Append(option.Name));
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static string Description(Option option)
    {
        var description = option.Description ?? "";
        return option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value and not Array
            ? $"{description} Default: {value}."
            : description;
    }

    private static void WriteList(TextWriter output, string title, IEnumerable<(string Name, string Text)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0) return;
        output.WriteLine();
        output.WriteLine(title);
        var column = Math.Min(32, list.Max(row => row.Name.Length)) + 4;
        foreach (var (name, text) in list)
        {
            output.Write("  " + name);
            if (text.Length == 0) output.WriteLine();
            else if (name.Length + 3 > column)
            {
                output.WriteLine();
                output.Write(new string(' ', column));
                WriteWrapped(output, text, column);
            }
            else
            {
                output.Write(new string(' ', column - 2 - name.Length));
                WriteWrapped(output, text, column);
            }
        }
    }

    /// <summary>Writes text whose first line starts at the cursor and whose next lines are indented.</summary>
    private static void WriteWrapped(TextWriter output, string text, int indent)
    {
        var column = indent;
        foreach (var word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                output.WriteLine();
                output.Write(new string(' ', indent));
                column = indent;
            }
            else if (column > indent)
            {
                output.Write(' ');
                column++;
            }
            output.Write(word);
            column += word.Length;
        }
        output.WriteLine();
    }
}
