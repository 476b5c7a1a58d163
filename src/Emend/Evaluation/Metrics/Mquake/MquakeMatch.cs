namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>How an answer is compared with the right ones in MQuAKE.</summary>
public enum MquakeMatch
{
    /// <summary>Letter by letter, as the reference's notebook does.</summary>
    Strict,

    /// <summary>After SQuAD's normalization of both; an answer of which nothing is left is never right.</summary>
    Normalized,
}
