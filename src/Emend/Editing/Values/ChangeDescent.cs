using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>One change δ at one site on its way down the loss: the penalty of its length, Adam's moments and the clamp.</summary>
internal sealed class ChangeDescent
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8; // PyTorch's defaults, which the reference uses

    private readonly ValueSearchOptions options;
    private readonly float[] change, mean, variance; // [width]
    private readonly float initialNorm;
    private int steps;

    public ChangeDescent(Tensor initial, ValueSearchOptions options)
    {
        this.options = options;
        Initial = initial;
        initialNorm = initial.Norm().Item();
        change = new float[initial.Count];
        mean = new float[initial.Count];
        variance = new float[initial.Count];
    }

    /// <summary>The value before the change [width].</summary>
    public Tensor Initial { get; }

    /// <summary>The change so far [width].</summary>
    public Tensor Change => Tensor.From(change, [change.Length]);

    /// <summary>The numbers of the change so far [width].</summary>
    public ReadOnlySpan<float> Numbers => change;

    /// <summary>What the change's length adds to the loss.</summary>
    public float LengthLoss
    {
        get
        {
            var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(change);
            return LengthWeight * length * (options.WeightDecayForm == WeightDecayForm.Squared ? length : 1);
        }
    }

    /// <summary>
    /// Whether the change stays zero: its longest length and the price of its length are in proportion to a value that is zero, as the
    /// output of an attention whose projection was never trained.
    /// </summary>
    public bool IsHeld => initialNorm == 0 && (options.WeightDecay > 0 || double.IsFinite(options.ClampFactor));

    // where the change is held, or its length costs nothing, there is no penalty: not 0/0
    private float LengthWeight => IsHeld || options.WeightDecay == 0 ? 0 : (float)(options.WeightDecay / ((double)initialNorm * initialNorm));

    /// <summary>One step of Adam (Kingma &amp; Ba 2015, bias-corrected), then the clamp to a ball around 0.</summary>
    /// <param name="lossGradient">The gradient of the loss but for the change's length [width].</param>
    public void Step(ReadOnlySpan<float> lossGradient)
    {
        if (IsHeld)
            return;
        steps++;
        var rate = options.LearningRate / (1 - Math.Pow(Beta1, steps));
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, steps));
        var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(change);
        var slope = options.WeightDecayForm == WeightDecayForm.Squared ? 2 * LengthWeight : length > 0 ? LengthWeight / length : 0; // of the penalty, per unit of δ
        double squares = 0;
        for (var i = 0; i < change.Length; i++)
        {
            var gradient = lossGradient[i] + (slope * change[i]);
            mean[i] += (float)((1 - Beta1) * (gradient - mean[i]));
            variance[i] = (float)((Beta2 * variance[i]) + ((1 - Beta2) * gradient * gradient));
            change[i] -= (float)(rate * mean[i] / ((Math.Sqrt(variance[i]) / correction) + Epsilon));
            squares += (double)change[i] * change[i];
        }

        var (norm, longest) = (Math.Sqrt(squares), options.ClampFactor * initialNorm);
        if (!(norm > longest)) // ∞ · 0 bounds nothing
            return;
        var shrink = (float)(longest / norm);
        for (var i = 0; i < change.Length; i++)
            change[i] *= shrink;
    }
}
