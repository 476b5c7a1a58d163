namespace Emend.Pretraining;

/// <summary>What a pretrained model knows, by held-out measure and by relation.</summary>
public sealed record EvaluationReport
{
    /// <summary>The steps of training behind it.</summary>
    public int Step { get; init; }

    /// <summary>The tokens of training behind it.</summary>
    public long Tokens { get; init; }

    /// <summary>The measures in a fixed order.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>The same by relation; only in the evaluation at the end.</summary>
    public IReadOnlyList<RelationMeasure> Relations { get; init; } = [];
}
