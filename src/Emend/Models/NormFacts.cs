namespace Emend.Models;

/// <summary>How activations are normalised.</summary>
public sealed record NormFacts
{
    /// <summary>Whether only the root mean square is normalised, without subtracting the mean.</summary>
    public bool IsRms { get; init; }

    /// <summary>What is added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>What is added to the stored scale; 1 in Gemma, whose weights are differences from 1.</summary>
    public float Offset { get; init; }
}
