using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Runs;

/// <summary>The figures of a run. Free answers come first; figures under teacher forcing are there to compare with papers.</summary>
public static class RunMetrics
{
    /// <summary>Free answers: greedy decoding up to a natural stop.</summary>
    public const string Free = "Free answers";

    /// <summary>Probabilities of the new and the old answer, as in the ROME and MEMIT papers.</summary>
    public const string Probabilities = "Probabilities (CounterFact)";

    /// <summary>Tokens under teacher forcing, as in EasyEdit.</summary>
    public const string Tokens = "Tokens under teacher forcing (EasyEdit)";

    /// <summary>Free answers by kind of question.</summary>
    public const string Kinds = "Free answers by kind of question";

    private const string ScoreName = "score";

    /// <summary>All figures, in the order of reports.</summary>
    public static IReadOnlyList<RunMetric> All { get; } =
    [
        Said("efficacy", "Efficacy", TestAspect.Efficacy, "the edit's own prompt is answered with the new answer"),
        Said("generality", "Generality", TestAspect.Generality, "the fact in other words is answered with the new answer"),
        Said("portability", "Portability", TestAspect.Portability, "what follows from the fact is answered accordingly"),
        Said("locality", "Locality", TestAspect.Locality, "questions that the edit does not concern are answered rightly"),
        Of("stability", "Stability", Free,
            "Share of the questions that the edit does not concern which are answered in the same words as before the edit; greedy decoding up to a natural stop.",
            tests => Share(tests.Where(one => one.Test.When == TestMoment.Unchanged), one => one.Now.Said == one.Before.Said)),
        Prefers("ES", EditTestKind.Rewrite, "the new answer is more probable than the old one after the edit's own prompt"),
        Magnitude("EM", EditTestKind.Rewrite),
        Prefers("PS", EditTestKind.Rephrase, "the new answer is more probable than the old one after paraphrases"),
        Magnitude("PM", EditTestKind.Rephrase),
        Prefers("NS", EditTestKind.Neighbour, "the true answer is more probable than the edit's after neighbouring prompts"),
        Magnitude("NM", EditTestKind.Neighbour),
        Of(ScoreName, "Score S", Probabilities, "The harmonic mean of the means of ES, PS and NS (Meng et al. 2022).", _ => null),
        Forced("rewrite_acc", "Rewrite accuracy", TestAspect.Efficacy),
        Forced("rephrase_acc", "Rephrase accuracy", TestAspect.Generality),
        Forced("portability_acc", "Portability accuracy", TestAspect.Portability),
        Of("locality_acc", "Locality, tokens kept", Tokens,
            "Share of the answer's places at which the most probable token is the same as before the edit; teacher forcing, so the right answer is given token by token.",
            tests => Mean(tests.Where(one => one.Test.When == TestMoment.Unchanged), one => Kept(one.Now, one.Before))),
        .. Enum.GetValues<EditTestKind>().Where(kind => kind.Aspect is not (TestAspect.Writing or TestAspect.Efficacy)).Select(OfKind),
    ];

    /// <summary>The figures that a share can be asked of on the command line, by name.</summary>
    /// <exception cref="ArgumentException">There is no such figure; the message lists all.</exception>
    public static RunMetric Find(string name) => All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no metric {name}: choose one of {string.Join(", ", All.Where(metric => metric.Family != Kinds).Select(metric => metric.Name))}, or free.KIND of a kind of question.");

    /// <summary>The figures of one case.</summary>
    internal static SortedDictionary<string, double> Of(IReadOnlyList<MeasuredTest> tests)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in All)
        {
            if (metric.Of(tests) is { } value)
                values[metric.Name] = value;
        }

        return values;
    }

    /// <summary>Figures that are made of others' means.</summary>
    internal static double? Composite(string name, Func<string, double?> mean) =>
        name == ScoreName && mean("ES") is { } efficacy && mean("PS") is { } paraphrase && mean("NS") is { } neighbourhood
            ? efficacy <= 0 || paraphrase <= 0 || neighbourhood <= 0 ? 0 : 3 / ((1 / efficacy) + (1 / paraphrase) + (1 / neighbourhood))
            : null;

    private static RunMetric Said(string name, string label, TestAspect aspect, string what) => Of(name, label, Free,
        $"Share of the questions for which {what}; greedy decoding up to a natural stop, any name of the answer counts.",
        tests => Grouped(tests.Where(one => one.Test.Kind.Aspect == aspect)));

    private static RunMetric OfKind(EditTestKind kind) => Of($"free.{kind.Name}", kind.Name, Kinds,
        "Share of the questions of this kind that are answered rightly; greedy decoding up to a natural stop, any name of the answer counts.",
        tests => Grouped(tests.Where(one => one.Test.Kind == kind)));

    private static RunMetric Prefers(string name, EditTestKind kind, string what) => Of(name, name, Probabilities,
        $"Share of the prompts for which {what}; mean log-probability of the tokens under teacher forcing (Meng et al. 2022).",
        tests => Share(Rivals(tests, kind), one => one.Now.LogProbability > one.Now.RivalLogProbability));

    private static RunMetric Magnitude(string name, EditTestKind kind) => Of(name, name, Probabilities,
        "Mean difference of the probabilities of the right and the competing answer, geometric means over their tokens under teacher forcing (Meng et al. 2022).",
        tests => Mean(Rivals(tests, kind), one => Math.Exp(one.Now.LogProbability!.Value) - Math.Exp(one.Now.RivalLogProbability!.Value)));

    private static RunMetric Forced(string name, string label, TestAspect aspect) => Of(name, label, Tokens,
        "Share of the answer's tokens that are the most probable ones, each after the right ones before it: teacher forcing, high without any edit (EasyEdit).",
        tests => Mean(tests.Where(one => one.Test.Kind.Aspect == aspect && one.Now.TokensRight is not null), one => one.Now.TokensRight!.Value));

    private static RunMetric Of(string name, string label, string family, string protocol, Func<IReadOnlyList<MeasuredTest>, double?> of) =>
        new() { Name = name, Label = label, Family = family, Protocol = protocol, Of = of };

    private static IEnumerable<MeasuredTest> Rivals(IEnumerable<MeasuredTest> tests, EditTestKind kind) =>
        tests.Where(one => one.Test.Kind == kind && one.Now is { LogProbability: not null, RivalLogProbability: not null });

    /// <summary>The share of right answers; the questions of a group count as one.</summary>
    private static double? Grouped(IEnumerable<MeasuredTest> tests)
    {
        var asked = tests.Where(one => one.Now.IsRight is not null).ToList();
        var groups = asked.Where(one => one.Test.Group is not null).GroupBy(one => one.Test.Group)
            .Select(group => group.First().Test.GroupRule == AnswerRule.Any ? group.Any(Right) : group.All(Right));
        return Share(asked.Where(one => one.Test.Group is null).Select(Right).Concat(groups), right => right);

        static bool Right(MeasuredTest one) => one.Now.IsRight!.Value;
    }

    private static double Kept(Answer now, Answer before)
    {
        if (now.Forced is null || before.Forced is null)
            return now.Said == before.Said ? 1 : 0;
        return now.Forced.Zip(before.Forced).Count(pair => pair.First == pair.Second) / (double)now.Forced.Count;
    }

    private static double? Share<T>(IEnumerable<T> tests, Func<T, bool> holds) => Mean(tests, one => holds(one) ? 1.0 : 0.0);

    private static double? Mean<T>(IEnumerable<T> tests, Func<T, double> value)
    {
        var (sum, count) = (0.0, 0);
        foreach (var one in tests)
            (sum, count) = (sum + value(one), count + 1);
        return count == 0 ? null : sum / count;
    }
}
