namespace Emend.Tracing;

/// <summary>A mean with its 95 % band under a normal distribution, as the published plots draw it.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">1.96 standard errors; 0 for a single value.</param>
/// <param name="Count">How many values it is the mean of.</param>
public readonly record struct MeanEstimate(double Mean, double HalfWidth, int Count);
