namespace Emend.Tracing;

/// <summary>What causal tracing found for one prompt.</summary>
public sealed record CausalTrace
{
    /// <summary>The prompt.</summary>
    public required TracePrompt Prompt { get; init; }

    /// <summary>The text of each token of the prompt.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>The token that the undisturbed model finds most probable after the prompt.</summary>
    public required int AnswerId { get; init; }

    /// <summary>Its text.</summary>
    public required string Answer { get; init; }

    /// <summary>Its probability when nothing is corrupted.</summary>
    public required float HighScore { get; init; }

    /// <summary>Its mean probability when the subject is corrupted and nothing is restored.</summary>
    public required float LowScore { get; init; }

    /// <summary>Its mean probability after each restoration, for each kind asked for.</summary>
    public required IReadOnlyList<TraceTable> Tables { get; init; }

    /// <summary>The severed runs, MLP and attention; empty if they were not asked for.</summary>
    public required IReadOnlyList<SeveredScores> Severed { get; init; }

    /// <summary>The settings, the window among them even where it was left open.</summary>
    public required TraceOptions Options { get; init; }

    /// <summary>The noise, as its rule is written.</summary>
    public required string Noise { get; init; }

    /// <summary>The standard deviation of the noise, or the bound of uniform noise; null where it is not one number.</summary>
    public double? NoiseLevel { get; init; }

    /// <summary>What corrupting the subject costs: the total effect (Meng et al. 2022, §2.1).</summary>
    public float TotalEffect => HighScore - LowScore;

    /// <summary>The table of a kind.</summary>
    /// <exception cref="InvalidOperationException">The kind was not asked for.</exception>
    public TraceTable Table(TraceKind kind) => Tables.FirstOrDefault(table => table.Kind == kind)
        ?? throw new InvalidOperationException($"The trace has no table of {kind}: name the kind in TraceOptions.Kinds.");

    /// <summary>What a restoration brings back: the indirect effect (Meng et al. 2022, §2.1).</summary>
    public float IndirectEffect(TraceKind kind, int token, int layer) => Table(kind)[token, layer] - LowScore;
}
