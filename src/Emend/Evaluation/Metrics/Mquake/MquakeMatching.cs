using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>Comparing answers with names.</summary>
internal static class MquakeMatching
{
    public static bool IsRight(this MquakeMatch match, string? answer, IEnumerable<string> names)
    {
        if (answer is null)
            return false;
        if (match == MquakeMatch.Strict)
            return names.Contains(answer, StringComparer.Ordinal);
        var normal = AnswerNormalization.Normalize(answer);
        return normal.Length > 0 && names.Any(name => AnswerNormalization.Normalize(name) == normal);
    }
}
