namespace Emend.Pretraining;

/// <summary>The size of the GPT-2 model to be trained.</summary>
public sealed record ModelShape
{
    /// <summary>The width of the residual stream.</summary>
    public int Width { get; init; } = 192;

    /// <summary>The number of blocks.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>The number of attention heads.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>The width inside the MLP; null for four times the width.</summary>
    public int? Hidden { get; init; }

    /// <summary>The most tokens in a row.</summary>
    public int Context { get; init; } = 128;
}
