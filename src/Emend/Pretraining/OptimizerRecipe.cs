namespace Emend.Pretraining;

/// <summary>How weights follow gradients: AdamW (Loshchilov and Hutter 2019) with warm-up and a cosine.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>The highest learning rate, reached at the end of the warm-up.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>The learning rate at the end, relative to the highest.</summary>
    public double FinalRate { get; init; } = 0.05;

    /// <summary>The number of steps in which the rate rises from zero.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>The memory of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The memory of the second moment.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>What is added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The decay of matrices; embeddings, biases and norms do not decay.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>The longest gradient: longer ones are scaled to this norm.</summary>
    public double LongestGradient { get; init; } = 1;

    /// <summary>The number of steps that the cosine is drawn over; null for all steps.</summary>
    public int? Horizon { get; init; }

    /// <summary>The step at which the rate leaves the cosine and goes straight down to its end; null for never.</summary>
    public int? DecayFrom { get; init; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The number of steps already made.</param>
    /// <param name="steps">The number of steps in all.</param>
    internal double RateAt(int step, int steps)
    {
        if (step < WarmUp)
            return Rate * (step + 1) / WarmUp;
        if (DecayFrom is not { } from || step < from)
            return CosineAt(step, steps);
        var start = CosineAt(from, steps);
        return start + (((Rate * FinalRate) - start) * (step - from) / (steps - from));
    }

    private double CosineAt(int step, int steps)
    {
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * step / (Horizon ?? steps)));
        return Rate * (FinalRate + ((1 - FinalRate) * cosine));
    }
}
