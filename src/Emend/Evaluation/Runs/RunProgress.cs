namespace Emend.Evaluation.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">How many cases are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Left">About how long the rest takes; null as long as nobody can tell.</param>
public readonly record struct RunProgress(string Phase, int Done, int Total, TimeSpan? Left);
