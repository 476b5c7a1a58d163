using Emend.Tensors;

namespace Emend.Evaluation.Metrics.Mend;

/// <summary>MEND's locality loss: KL(before ‖ after), the mean over the places that the mask takes (mend, losses.py, <c>kl_loc_loss</c>).</summary>
public static class MendDivergence
{
    /// <summary>The divergence of distributions over tokens.</summary>
    /// <param name="before">Logits of the unedited model [rows, tokens, vocabulary].</param>
    /// <param name="after">Logits of the edited model, in the same shape.</param>
    /// <param name="mask">Which places count, row by row; it is not shifted, although the logits predict the next token.</param>
    public static double Of(Tensor before, Tensor after, IReadOnlyList<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(mask);
        var vocabulary = before.Shape[^1];
        var (sum, places) = (0.0, 0);
        for (var place = 0; place < mask.Count; place++)
        {
            if (!mask[place])
                continue;
            var (old, young) = (LogSoftmax(before.Values.Slice(place * vocabulary, vocabulary)), LogSoftmax(after.Values.Slice(place * vocabulary, vocabulary)));
            for (var i = 0; i < vocabulary; i++)
                sum += Math.Exp(old[i]) * (old[i] - young[i]);
            places++;
        }

        return sum / places;
    }

    /// <summary>The divergence of yes and no: the sum over both outcomes, the mean over the rows [rows, 1].</summary>
    public static double OfBinary(Tensor before, Tensor after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var sum = 0.0;
        for (var row = 0; row < before.Shape[0]; row++)
        {
            var (old, young) = (LogSoftmax([0, before.Values[row]]), LogSoftmax([0, after.Values[row]]));
            sum += (Math.Exp(old[0]) * (old[0] - young[0])) + (Math.Exp(old[1]) * (old[1] - young[1]));
        }

        return sum / before.Shape[0];
    }

    private static double[] LogSoftmax(ReadOnlySpan<float> logits)
    {
        double largest = System.Numerics.Tensors.TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        var logSum = largest + Math.Log(sum);
        var result = new double[logits.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = logits[i] - logSum;
        return result;
    }
}
