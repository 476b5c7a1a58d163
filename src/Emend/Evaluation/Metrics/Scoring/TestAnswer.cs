using Emend.Generation;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>What a model answered to one question of a case.</summary>
/// <param name="Said">What it wrote by itself: its first answer, up to a natural stop; null if it was not asked so.</param>
/// <param name="Wanted">The main right answer under teacher forcing; null if there is none or it was not asked.</param>
/// <param name="Rival">The competing answer under teacher forcing; null if there is none or it was not asked.</param>
public sealed record TestAnswer(string? Said, Scored? Wanted = null, Scored? Rival = null)
{
    /// <summary>The steps that it wrote before its answer; null where it was not asked to think.</summary>
    public string? Thoughts { get; init; }

    /// <summary>The divergence of the next-token distribution behind the question from the unedited model's, in nats; null where it was not taken.</summary>
    internal double? Divergence { get; init; }

    /// <summary>The main answer against its rival; null if either is missing.</summary>
    public Preference? Preference => Wanted is not null && Rival is not null ? Scoring.Preference.Of(Wanted, Rival) : null;

    /// <summary>The share of the main answer's tokens that are the most probable ones (teacher forcing); null without an answer.</summary>
    public double? TokensRight => Wanted is null ? null : TokenAccuracy.Of(Wanted);
}
