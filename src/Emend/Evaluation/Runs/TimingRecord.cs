namespace Emend.Evaluation.Runs;

/// <summary>One line of <c>timings.jsonl</c>: what a step cost. Timings are kept apart because no two runs give the same.</summary>
/// <param name="Step">The step, from 0; −1 for the preparation.</param>
/// <param name="Cases">How many cases it edited.</param>
/// <param name="EditSeconds">The time of the edit, or of the preparation.</param>
/// <param name="EvaluationSeconds">The time of the questions to the edited model.</param>
/// <param name="PeakBytes">The most memory that the process has held so far.</param>
internal sealed record TimingRecord(int Step, int Cases, double EditSeconds, double EvaluationSeconds, long PeakBytes);
