namespace Emend.Tensors.Operations;

/// <summary>The output projection of a language model together with its loss.</summary>
public static class LinearCrossEntropyOperation
{
    /// <summary>The mean cross-entropy of targets under the softmax of a linear layer's outputs, in nats.</summary>
    /// <param name="hidden">[rows, width].</param>
    /// <param name="head">[width, vocabulary] or [vocabulary, width], stored in any type.</param>
    /// <param name="bias">[vocabulary], or null.</param>
    /// <param name="headIsOutputByInput">Whether the head is stored as [vocabulary, width].</param>
    /// <param name="targets">For each row, the target; a negative one leaves the row out.</param>
    /// <param name="weights">For each row, its weight in the mean; empty for equal weights.</param>
    /// <returns>A scalar: Σ weight · loss / Σ weight over the rows that have a target.</returns>
    public static Tensor LinearCrossEntropy(
        this Tensor hidden, Tensor head, Tensor? bias, bool headIsOutputByInput, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default) =>
        hidden.Linear(head, bias, headIsOutputByInput).CrossEntropy(targets, weights);
}
