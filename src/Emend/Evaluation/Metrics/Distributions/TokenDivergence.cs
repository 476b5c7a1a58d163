namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>How far two models are apart after one token.</summary>
/// <param name="Divergence">The Kullback-Leibler divergence, in nats.</param>
/// <param name="IsSameBest">Whether both find the same token most probable.</param>
public readonly record struct TokenDivergence(double Divergence, bool IsSameBest);
