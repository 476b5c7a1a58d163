using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Metrics.FreeRunning;

/// <summary>
/// What a model writes when nobody helps it: the primary figures (Yang et al. 2025; benchmarks.md §2.4). The model decodes
/// greedily to a natural stop, and its first answer is compared with the accepted names.
/// </summary>
public static class FreeRunningMetrics
{
    private const string Begins = "first answer begins with an accepted name";
    private const string Source = "Yang et al. 2025 (The Mirage of Model Editing), decoding to a natural stop";
    private const string SamePrompt = "The question is the edit's own: a method that learns the sentence by heart passes.";

    private static readonly Dictionary<EditTestKind, MetricDefinition> Kinds = Enum.GetValues<EditTestKind>().ToDictionary(
        kind => kind, kind => Define($"kind.{kind.Name}", $"kind: {kind.Name}", Begins));

    /// <summary>The edit's own question is answered with the new answer.</summary>
    public static readonly MetricDefinition Efficacy = Define("efficacy", "efficacy", Begins) with { Caution = SamePrompt };

    /// <summary>The fact in other words is answered with the new answer: the first figure to look at.</summary>
    public static readonly MetricDefinition Generality = Define("generality", "generality", Begins);

    /// <summary>What follows from the edit is answered rightly.</summary>
    public static readonly MetricDefinition Portability = Define("portability", "portability", Begins);

    /// <summary>Questions that the edit must not reach are answered as before.</summary>
    public static readonly MetricDefinition Locality = Define("locality", "locality", "same first answer as before the edit");

    /// <summary>Questions that the edit must not reach are answered with the truth.</summary>
    public static readonly MetricDefinition Truth = Define("truth", "truth", Begins);

    /// <summary>Questions of the edit are answered with the new answer and not a word more.</summary>
    public static readonly MetricDefinition Exact = Define("exact", "exact match", "first answer equals an accepted name") with
    {
        Caution = "Counts a right answer that goes on in the same sentence as wrong.",
    };

    /// <summary>All of them, one for each kind of question included.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Efficacy, Generality, Portability, Locality, Truth, Exact, .. Kinds.Values];

    /// <summary>Those over all questions of an aspect.</summary>
    internal static IReadOnlyList<MetricDefinition> Main => [Efficacy, Generality, Portability, Locality, Truth, Exact];

    /// <summary>Those of each kind of question.</summary>
    internal static IReadOnlyList<MetricDefinition> OfKinds => [.. Kinds.Values];

    /// <summary>The metric of a kind of question.</summary>
    public static MetricDefinition Of(EditTestKind kind) => Kinds[kind];

    /// <summary>The metrics of one case.</summary>
    /// <param name="tests">The questions.</param>
    /// <param name="before">What the unedited model answered.</param>
    /// <param name="after">What the model answered that is measured.</param>
    public static IReadOnlyList<MetricValue> Of(IReadOnlyList<EditTest> tests, IReadOnlyList<TestAnswer> before, IReadOnlyList<TestAnswer> after)
    {
        var asked = AnsweredTest.Join(tests, before, after).Where(one => one.After.Said is not null).ToArray();
        var right = asked.Select(one => (one.Test, Right: FreeMatch.IsRight(one.Test, one.After.Said!)))
            .Where(one => one.Right is not null).Select(one => (one.Test, Score: one.Right == true ? 1.0 : 0)).ToArray();
        var same = asked.Where(one => one.Test.When == TestMoment.Unchanged && one.Before.Said is not null)
            .Select(one => FreeMatch.IsSame(one.Before.Said!, one.After.Said!) ? 1.0 : 0);
        MetricValue?[] values =
        [
            Efficacy.Mean(OfAspect(TestAspect.Efficacy)),
            Generality.Mean(OfAspect(TestAspect.Generality)),
            Portability.Mean(OfAspect(TestAspect.Portability)),
            Locality.Mean(same),
            Truth.Mean(OfAspect(TestAspect.Locality)),
            Exact.Mean(asked.Where(one => one.Test.Aspect is TestAspect.Efficacy or TestAspect.Generality)
                .Select(one => FreeMatch.IsExact(one.Test, one.After.Said!)).OfType<bool>().Select(exact => exact ? 1.0 : 0)),
            .. right.GroupBy(one => one.Test.Kind).OrderBy(group => group.Key).Select(group => Kinds[group.Key].Mean(group.Select(one => one.Score))),
        ];
        return [.. values.OfType<MetricValue>()];

        IEnumerable<double> OfAspect(TestAspect aspect) => right.Where(one => one.Test.Aspect == aspect).Select(one => one.Score);
    }

    private static MetricDefinition Define(string name, string label, string scorer) =>
        new($"free.{name}", label, MetricProtocol.FreeRunning, scorer, MetricDirection.Higher, Source);
}
