using Emend.Tensors.Operations;

namespace Emend.Cli.Output;

/// <summary>How much an edit changes a weight.</summary>
/// <param name="Name">The weight's name in the checkpoint.</param>
/// <param name="Rank">The rank of the change; null for a dense one.</param>
/// <param name="Norm">The Frobenius norm of the change.</param>
/// <param name="RelativeNorm">The same relative to the weight's norm.</param>
internal sealed record WeightReport(string Name, int? Rank, double Norm, double RelativeNorm)
{
    /// <summary>What an edit does to the weights of a model.</summary>
    public static IReadOnlyList<WeightReport> Of(Edit edit, LanguageModel model) =>
        [.. edit.Deltas.Select(delta => new WeightReport(delta.Weight, delta.Rank, delta.Norm, delta.Norm / NormOf(model, delta.Weight)))];

    public override string ToString() =>
        $"{Name} changes by {(Rank is { } rank ? $"rank {rank}, " : "")}{100 * RelativeNorm:0.##} % of its norm";

    private static double NormOf(LanguageModel model, string weight) =>
        WeightDelta.Full(weight, model.Weight(weight).ToFloat32()).Norm;
}
