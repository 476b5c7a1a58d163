namespace Emend.Evaluation.Metrics.Mend;

/// <summary>
/// MEND's averages over the steps of a run (mend, utils.py, <c>RunningStatAverager</c>): plain means, but the loss is weighed
/// by the tokens after the edit, and the perplexity is the exponential of that.
/// </summary>
/// <param name="EditSuccess">The mean accuracy of the edited answers.</param>
/// <param name="AccuracyBefore">The mean accuracy elsewhere before the edit.</param>
/// <param name="AccuracyAfter">The same after it.</param>
/// <param name="LossBefore">The loss elsewhere before the edit, over all tokens.</param>
/// <param name="LossAfter">The same after it.</param>
public sealed record MendAverage(double EditSuccess, double AccuracyBefore, double AccuracyAfter, double LossBefore, double LossAfter)
{
    /// <summary>The perplexity elsewhere before the edit.</summary>
    public double PerplexityBefore => Math.Exp(LossBefore);

    /// <summary>The perplexity elsewhere after the edit.</summary>
    public double PerplexityAfter => Math.Exp(LossAfter);

    /// <summary>How much accuracy is lost elsewhere.</summary>
    public double AccuracyDrawdown => AccuracyBefore - AccuracyAfter;

    /// <summary>How much perplexity is gained elsewhere.</summary>
    public double PerplexityDrawdown => PerplexityAfter - PerplexityBefore;

    /// <summary>Averages steps.</summary>
    public static MendAverage Of(IReadOnlyCollection<MendStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
            return new MendAverage(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        double tokens = steps.Sum(step => step.After.Tokens);
        return new MendAverage(
            steps.Average(step => step.EditAccuracy),
            steps.Average(step => step.Before.Accuracy),
            steps.Average(step => step.After.Accuracy),
            steps.Sum(step => step.Before.Loss * step.After.Tokens) / tokens,
            steps.Sum(step => step.After.Loss * step.After.Tokens) / tokens);
    }
}
