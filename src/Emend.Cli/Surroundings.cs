using System.CommandLine;

namespace Emend.Cli;

/// <summary>What a command may touch of the outside world: streams, the current folder, the environment. Tests bring their own.</summary>
internal sealed class Surroundings : InvocationConfiguration
{
    public Surroundings()
    {
        EnableDefaultExceptionHandler = false; // CommandLine turns exceptions into sentences
        ProcessTerminationTimeout = null; // Interruption handles Ctrl+C
    }

    /// <summary>The folder that relative paths start from.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Opens what <c>tokenize --jsonl</c> reads from.</summary>
    public Func<TextReader> OpenInput { get; init; } = () => Console.In;
}
