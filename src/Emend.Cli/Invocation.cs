using System.CommandLine;
using Emend.Cli.Configuration;
using Emend.Cli.Output;
using Emend.Tensors.Kernels;

namespace Emend.Cli;

/// <summary>One run of a command: what was asked, the settings in force, where to print.</summary>
internal sealed class Invocation
{
    private Settings? settings;
    private Terminal? terminal;

    private Invocation(ParseResult result, Surroundings surroundings)
    {
        Result = result;
        Surroundings = surroundings;
    }

    public ParseResult Result { get; }

    public Surroundings Surroundings { get; }

    public Settings Settings => settings ??= Settings.Read(Result, Surroundings);

    public Terminal Terminal => terminal ??= new Terminal(
        Surroundings,
        plain: Result.GetValue<bool>(GlobalOptions.NoColor) || Surroundings.Variable("NO_COLOR") is { Length: > 0 },
        quiet: Result.GetValue<bool>(GlobalOptions.Quiet),
        verbose: Result.GetValue<bool>(GlobalOptions.Verbose));

    public bool Json => Result.GetValue<bool>(GlobalOptions.Json);

    public int Seed => Settings.Number("seed", 0) ?? 1;

    /// <summary>Lets the computation use as many threads as the settings say.</summary>
    public void ApplyThreads()
    {
        if (Settings.Number("threads", 1) is { } count) Threads.Count = count;
    }

    public static Invocation From(ParseResult result) => new(result, (Surroundings)result.InvocationConfiguration);

    /// <summary>The full path of a path that the user gave.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Surroundings.Folder);
}
