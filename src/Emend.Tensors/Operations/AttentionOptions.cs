namespace Emend.Tensors.Operations;

/// <summary>How the scores of attention are computed.</summary>
public sealed record AttentionOptions
{
    /// <summary>What the products of queries and keys are multiplied by; null for 1 / √headWidth.</summary>
    public float? Scale { get; init; }

    /// <summary>Whether a token attends only to positions up to its own.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>To how many of the latest positions, its own included, a token attends; null for all. Needs <see cref="Causal"/>.</summary>
    public int? Window { get; init; }

    /// <summary>The cap c of c · tanh(score / c), applied before bias and mask (Gemma 2); null for none.</summary>
    public float? SoftCap { get; init; }

    /// <summary>
    /// What is added to the score of head h for a key at the distance d = key position − query position:
    /// element (h, d − <see cref="FirstDistance"/>) of this [heads, distances] (T5's relative bias, ALiBi); null for nothing.
    /// </summary>
    public Tensor? DistanceBias { get; init; }

    /// <summary>The distance that the first column of <see cref="DistanceBias"/> stands for.</summary>
    public int FirstDistance { get; init; }
}
