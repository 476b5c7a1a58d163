namespace Emend.Charts;

/// <summary>A named line of a chart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);
