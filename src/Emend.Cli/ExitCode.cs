namespace Emend.Cli;

/// <summary>The exit codes that scripts rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Done, but a check or a threshold was missed.</summary>
    public const int CheckMissed = 3;

    public const int Interrupted = 130;
}
