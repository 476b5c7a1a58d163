using Emend.Evaluation.Runs;

namespace Emend.Cli.Evaluation;

/// <summary>What <c>emend eval</c> was told to do.</summary>
internal sealed record EvalOrder
{
    public string? Dataset { get; init; }

    public string? DataFile { get; init; }

    public string? Variant { get; init; }

    public string? Method { get; init; }

    /// <summary>Options of the method, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public string? HyperParameterFile { get; init; }

    public string? TemplatesFile { get; init; }

    public string? StatisticsFile { get; init; }

    public RunProtocol Protocol { get; init; }

    /// <summary>How many edits are in the model at once.</summary>
    public int? Edits { get; init; }

    /// <summary>How many edits are made at once.</summary>
    public int? Batch { get; init; }

    public int? Limit { get; init; }

    public bool Shuffle { get; init; }

    /// <summary>After how many edits of a sequence all earlier ones are asked again.</summary>
    public IReadOnlyList<int> Checkpoints { get; init; } = [];

    public bool SkipBad { get; init; }

    public bool Audit { get; init; }

    /// <summary>What is measured beside the questions of the data set; null for what the protocol makes cheap.</summary>
    public RunMeasures? Measures { get; init; }

    /// <summary>How multi-hop questions are put: <c>bare</c>, <c>examples</c>, or a folder; null for what suits the model.</summary>
    public string? MultiHop { get; init; }

    /// <summary>The texts that consistency and essence compare with.</summary>
    public string? SnippetsFile { get; init; }

    public string? Folder { get; init; }

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    public bool Lines { get; init; }
}
