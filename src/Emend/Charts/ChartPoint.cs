namespace Emend.Charts;

/// <summary>A point of a line with its band.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">Its value; not a number where it is missing.</param>
/// <param name="Low">The lower end of the band; null for none.</param>
/// <param name="High">The upper end of the band; null for none.</param>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);
