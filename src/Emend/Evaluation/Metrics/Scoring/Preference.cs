using Emend.Generation;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>How probable the wanted answer is at one prompt, against the answer that it competes with.</summary>
/// <param name="WantedLoss">The mean negative log-probability of the wanted answer's tokens, in nats.</param>
/// <param name="RivalLoss">The same of the rival.</param>
/// <param name="IsGreedy">Whether every token of the wanted answer is the most probable one.</param>
public readonly record struct Preference(double WantedLoss, double RivalLoss, bool IsGreedy)
{
    /// <summary>Reads it from scores.</summary>
    public static Preference Of(Scored wanted, Scored rival)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(rival);
        return new Preference(-wanted.Mean, -rival.Mean, wanted.IsBest);
    }

    /// <summary>Whether the wanted answer is more probable; a tie counts for neither side (memit, summarize.py).</summary>
    public bool IsWanted => RivalLoss > WantedLoss;

    /// <summary>By how much: the difference of the geometric means of the tokens' probabilities.</summary>
    public double Magnitude => Math.Exp(-WantedLoss) - Math.Exp(-RivalLoss);
}
