using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Where a command prints: results on standard output, progress and notes on standard error.</summary>
internal sealed class Terminal(Surroundings surroundings, bool plain, bool quiet, bool verbose)
{
    /// <summary>Wide enough that a piped table is never broken into lines.</summary>
    private const int PipedWidth = 240;

    private IAnsiConsole? output;
    private IAnsiConsole? error;

    /// <summary>The result as it is written, without any drawing.</summary>
    public TextWriter Text => surroundings.Output;

    /// <summary>Draws results; plain when piped.</summary>
    public IAnsiConsole Output => output ??= Draw(surroundings.Output);

    /// <summary>Draws progress and notes.</summary>
    public IAnsiConsole Error => error ??= Draw(surroundings.Error);

    public bool Quiet => quiet;

    public bool Verbose => verbose;

    /// <summary>Writes a line about what is going on, unless told to be quiet.</summary>
    public void Note(string line)
    {
        if (!quiet) surroundings.Error.WriteLine(line);
    }

    /// <summary>Shows how far something is, where a person watches.</summary>
    public ProgressLine Progress() => new(surroundings.Error, !quiet && new AnsiConsoleOutput(surroundings.Error).IsTerminal);

    private IAnsiConsole Draw(TextWriter writer)
    {
        var target = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = target.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!target.IsTerminal)
        {
            console.Profile.Width = PipedWidth;
            console.Profile.Capabilities.Ansi = false;
        }
        return console;
    }
}
