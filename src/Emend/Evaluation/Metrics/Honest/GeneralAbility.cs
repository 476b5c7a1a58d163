using Emend.Evaluation.Metrics.Scoring;
using Emend.Pretraining;
using Emend.Proof;

namespace Emend.Evaluation.Metrics.Honest;

/// <summary>
/// A small set of questions about what a model could do before it was edited: recall facts that no edit touches, and use
/// what stands in the text before it. It is made from the facts beside the model, as Atlas has them.
/// </summary>
public sealed class GeneralAbility
{
    private readonly List<ForcedQuery> facts = [];
    private readonly List<ForcedQuery> contexts = [];
    private readonly List<ForcedQuery> copies = [];

    /// <summary>Chooses the questions.</summary>
    /// <param name="known">What the model was taught.</param>
    /// <param name="edited">The subjects of the run's edits, about which nothing is asked.</param>
    /// <param name="count">How many questions of each kind.</param>
    /// <param name="seed">The same seed gives the same questions.</param>
    public GeneralAbility(KnownFacts known, IReadOnlyCollection<string> edited, int count = 100, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(edited);
        var random = new RandomStream(seed);
        var left = edited.ToHashSet(StringComparer.Ordinal);
        KnownFact[] free = [.. known.Facts.Where(fact => !left.Contains(fact.Subject) && !left.Contains(fact.Object))];
        foreach (var fact in random.Sample(free, count))
        {
            var relation = known.Relations[fact.Relation];
            var prompt = Phrasing.Fill(random.Choose(relation.Patterns), fact.Subject);
            facts.Add(new ForcedQuery(Phrasing.Fill(relation.HeldoutPattern, fact.Subject), fact.Object));
            string[] others = [.. known.OfRelation(fact.Relation).Select(other => other.Object).Where(other => other != fact.Object).Distinct(StringComparer.Ordinal)];
            if (others.Length > 0 && random.Choose(others) is var other)
                contexts.Add(new ForcedQuery($"New fact: {prompt} {other}. {prompt}", other));
        }

        foreach (var sentence in random.Sample(known.Fillers, count))
        {
            var words = sentence.Split(' ');
            if (words.Length > 3)
                copies.Add(new ForcedQuery($"{sentence} {string.Join(' ', words[..^2])}", string.Join(' ', words[^2..])));
        }
    }

    /// <summary>Asks a model: whether greedy decoding gives the answer, for each kind of question.</summary>
    public IReadOnlyList<MetricValue> Measure(LanguageModel model, CancellationToken cancel = default)
    {
        MetricValue?[] values =
        [
            AbilityMetrics.Facts.Mean(Ask(facts)), AbilityMetrics.Context.Mean(Ask(contexts)), AbilityMetrics.Copying.Mean(Ask(copies)),
        ];
        return [.. values.OfType<MetricValue>()];

        IEnumerable<double> Ask(List<ForcedQuery> queries) => TeacherForcing.Score(model, queries, cancel: cancel).Select(scored => scored[0].IsBest ? 1.0 : 0);
    }
}
