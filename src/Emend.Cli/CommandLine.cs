using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Emend.Cli.Commands;

namespace Emend.Cli;

/// <summary>The whole command: parses, runs, and turns what goes wrong into one sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>The commands in the order in which help lists them.</summary>
    private static readonly Func<Command>[] Commands =
    [
        AskCommand.Create,
        EditCommand.Create,
        LogCommand.Create,
        ShowCommand.Create,
        DiffCommand.Create,
        RevertCommand.Create,
        TestCommand.Create,
        ExportCommand.Create,
        TraceCommand.Create,
        EvalCommand.Create,
        MethodsCommand.Create,
        StatsCommand.Create,
        ModelsCommand.Create,
        TokenizeCommand.Create,
        PretrainCommand.Create,
        ConfigCommand.Create,
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancel)
    {
        var result = CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null }); // a prompt may begin with @
        if (result.Errors.Count > 0 && result.Action is not { ClearsParseErrors: true }) return WrongUsage(result, surroundings);

        try
        {
            var code = await result.InvokeAsync(surroundings, cancel).ConfigureAwait(false);
            await surroundings.Output.FlushAsync(cancel).ConfigureAwait(false);
            return code;
        }
        catch (Exception error)
        {
            return Report(error, result, surroundings);
        }
    }

    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand("Edits a fact in a language model, proves what changed and what did not, and takes it back.");
        GlobalOptions.AddTo(root);
        foreach (var create in Commands) root.Add(create());
        foreach (var option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpPage();
        }
        root.SetAction(result => new HelpPage().Invoke(result));
        return root;
    }

    private static int WrongUsage(ParseResult result, Surroundings surroundings)
    {
        var unmatched = result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : null;
        var command = result.CommandResult.Command;
        var error = unmatched is not null ? Unknown(unmatched, command)
            : command.Subcommands.Count > 0 ? $"{command.Name} needs one of {string.Join(", ", command.Subcommands.Select(child => child.Name))}."
            : Sentence(result.Errors[0].Message);
        surroundings.Error.WriteLine($"emend: {error}");
        surroundings.Error.WriteLine($"See `{HelpPage.Name(result.CommandResult)} --help`.");
        return ExitCode.WrongUsage;
    }

    /// <summary>Leaves the names of .NET types out of the parser's message.</summary>
    private static string Sentence(string message) =>
        message.IndexOf(" as expected type", StringComparison.Ordinal) is > 0 and var end ? message[..end] + "." : message;

    private static string Unknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            var options = HelpPage.Options(command).Select(option => option.Name);
            return Nearest.To(token, options) is { } option ? $"There is no option {token}: did you mean {option}?" : $"There is no option {token}.";
        }
        if (command.Subcommands.Count > 0)
            return $"There is no command {token}: {Nearest.Suggestion(token, command.Subcommands.Select(child => child.Name))}";
        return $"{command.Name} does not expect \"{token}\": put a text of several words in quotes.";
    }

    private static int Report(Exception error, ParseResult result, Surroundings surroundings)
    {
        if (error is OperationCanceledException)
        {
            surroundings.Error.WriteLine("emend: interrupted; nothing was left half done.");
            return ExitCode.Interrupted;
        }
        surroundings.Error.WriteLine($"emend: {ErrorSentence.Of(error)}");
        if (result.GetValue<bool>(GlobalOptions.Verbose)) surroundings.Error.WriteLine(error.ToString());
        return error is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
    }
}
