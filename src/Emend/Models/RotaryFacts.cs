namespace Emend.Models;

/// <summary>How queries and keys are rotated by position (RoPE, arXiv:2104.09864).</summary>
public sealed record RotaryFacts
{
    /// <summary>The angle per position of each rotated pair [rotated dimensions / 2], after any scaling.</summary>
    public required IReadOnlyList<float> Frequencies { get; init; }

    /// <summary>The angles per position in rows of more than <see cref="LongAfter"/> tokens (LongRoPE); null if they are the same.</summary>
    public IReadOnlyList<float>? LongFrequencies { get; init; }

    /// <summary>The longest row that <see cref="Frequencies"/> are for, where there are <see cref="LongFrequencies"/>.</summary>
    public int LongAfter { get; init; } = int.MaxValue;

    /// <summary>What cosines and sines are multiplied by.</summary>
    public float Magnitude { get; init; } = 1;

    /// <summary>Whether neighbours form the pairs that are rotated (GPT-J); otherwise the two halves do.</summary>
    public bool IsInterleaved { get; init; }

    /// <summary>How many leading dimensions of each head are rotated.</summary>
    public int Width => 2 * Frequencies.Count;
}
