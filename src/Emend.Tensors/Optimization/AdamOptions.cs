namespace Emend.Tensors.Optimization;

/// <summary>The constants of <see cref="Adam"/>, with PyTorch's names and defaults.</summary>
public sealed record AdamOptions
{
    /// <summary>The step size.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The decay of the mean of gradients, per step.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the mean of squared gradients, per step.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What is added to the root of the mean of squares.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The strength with which parameters are pulled to zero.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Whether weight decay shrinks parameters by itself (AdamW, Loshchilov and Hutter 2019) instead of being added to the gradients
    /// (Adam with an L2 penalty).
    /// </summary>
    public bool DecoupledWeightDecay { get; init; }
}
