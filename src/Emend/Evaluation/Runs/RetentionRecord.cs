namespace Emend.Evaluation.Runs;

/// <summary>One line of <c>retention.jsonl</c>: an earlier case asked again at a checkpoint of a sequence.</summary>
/// <param name="Checkpoint">How many cases the sequence had then.</param>
/// <param name="Case">The case, by its place in the run.</param>
/// <param name="Metrics">Its metrics then.</param>
internal sealed record RetentionRecord(int Checkpoint, int Case, IReadOnlyDictionary<string, double> Metrics);
