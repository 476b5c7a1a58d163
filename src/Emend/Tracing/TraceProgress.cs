namespace Emend.Tracing;

/// <summary>How far a trace has come.</summary>
/// <param name="Done">The partial passes done.</param>
/// <param name="Total">All partial passes of the trace.</param>
public readonly record struct TraceProgress(int Done, int Total);
