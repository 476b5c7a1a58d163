using Emend.Models;
using Emend.Text;

namespace Emend.Pretraining;

/// <summary>Measures what a model knows of its world.</summary>
internal sealed class Evaluator(Phrasing phrasing, Tokenizer tokenizer)
{
    private const ulong Seed = 5;

    private readonly Examination examination = new(phrasing);

    private WorldSplit Split => phrasing.Split;

    /// <summary>The measures on a sample of facts; the same sample every time.</summary>
    public IReadOnlyList<Measure> Measure(Decoder decoder, int facts, CancellationToken cancel)
    {
        var measures = new List<Measure>();
        foreach (var (name, probes) in examination.Draw(new RandomStream(Seed), facts))
        {
            cancel.ThrowIfCancellationRequested();
            var given = GreedyScorer.Score(decoder, tokenizer, probes);
            measures.Add(new Measure(name, given.Count(right => right), probes.Count, probes.Count(probe => probe.IsGuessable)));
        }

        return measures;
    }

    /// <summary>What the model knows of each relation, over all facts.</summary>
    public IReadOnlyList<RelationMeasure> ByRelation(Decoder decoder, CancellationToken cancel)
    {
        var random = new RandomStream(Seed);
        var facts = Split.World.Facts;
        var trained = Shares(facts, fact => phrasing.Prompt(random, fact));
        cancel.ThrowIfCancellationRequested();
        var wording = Shares(facts.Where(Split.HoldsOutPattern), examination.HeldOutPrompt);
        cancel.ThrowIfCancellationRequested();
        var question = Shares(facts.Where(Split.HoldsOutQuestion), fact => $"Question: {phrasing.Question(random, fact)} Answer:");
        return
        [
            .. from relation in Split.World.Relations
               let members = Split.World.OfRelation(relation.Key)
               select new RelationMeasure(
                   relation.Key, relation.Value.Name, members.Count, trained[relation.Key], Optional(wording, relation.Key), Optional(question, relation.Key),
                   members.Count(examination.IsGuessable) / (double)members.Count),
        ];

        Dictionary<string, double> Shares(IEnumerable<KnownFact> asked, Func<KnownFact, string> word)
        {
            var probes = examination.Ask(asked, word);
            var given = GreedyScorer.Score(decoder, tokenizer, probes);
            return probes.Zip(given).GroupBy(pair => pair.First.Relation)
                .ToDictionary(group => group.Key, group => group.Average(pair => pair.Second ? 1.0 : 0.0));
        }

        static double? Optional(Dictionary<string, double> shares, string relation) => shares.TryGetValue(relation, out var share) ? share : null;
    }
}
