using Emend.Editing.Requests;

namespace Emend.Cli.Editing;

/// <summary>What <c>emend edit</c> was told to do.</summary>
internal sealed record EditOrder
{
    /// <summary>The fact on the command line; null if there is a file.</summary>
    public RequestedEdit? Edit { get; init; }

    public string? RequestsFile { get; init; }

    public string? Method { get; init; }

    /// <summary>Options of the method, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public string? HyperParameterFile { get; init; }

    public string? TemplatesFile { get; init; }

    public string? StatisticsFile { get; init; }

    public string? Note { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Whether facts whose computation fails are left out.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Whether of several answers to one question the last is written.</summary>
    public bool LastWins { get; init; }

    public string? EditFile { get; init; }

    public string? ValuesFile { get; init; }
}
