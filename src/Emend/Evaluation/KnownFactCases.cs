using System.Globalization;
using Emend.Editing;
using Emend.Evaluation.Cases;
using Emend.Pretraining;

namespace Emend.Evaluation;

/// <summary>
/// Makes cases from the facts that a model was trained on: a fact gets another answer of its relation, and the
/// questions come from the relation's other wordings and from the other facts.
/// </summary>
public sealed class KnownFactCases
{
    private const int AskedTogether = 32; // of the facts that may be taken
    private const int Rephrasings = 3, Distracted = 2, Neighbours = 6, SameRelation = 4, Unrelated = 4;

    private readonly World world;
    private readonly RandomStream random;
    private readonly FactPart part;

    /// <summary>Prepares cases.</summary>
    /// <param name="world">The facts.</param>
    /// <param name="seed">Decides which facts are taken, and all choices.</param>
    /// <param name="part">Which half of the facts is taken: settings are chosen on one, figures come from the other.</param>
    public KnownFactCases(World world, int seed, FactPart part)
    {
        ArgumentNullException.ThrowIfNull(world);
        this.world = world;
        this.part = part;
        random = new RandomStream((ulong)seed);
    }

    /// <summary>Makes cases of facts that the model answers rightly and whose relation has more than two different answers.</summary>
    /// <param name="model">The model before any edit.</param>
    /// <param name="count">How many cases; fewer where the facts run out.</param>
    /// <param name="withOwnFacts">Whether only subjects with several facts are taken.</param>
    public IEnumerable<EditCase> Take(LanguageModel model, int count, bool withOwnFacts = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var facts = world.Facts.ToArray();
        random.Shuffle<KnownFact>(facts);
        var taken = 0;
        var fitting = facts.Where(fact => fact.Id % 2 == (int)part && world.ObjectsOf(fact.Relation).Count > 2 && (!withOwnFacts || world.About(fact.Subject).Count >= 2));
        foreach (var cases in fitting.Select(Case).Chunk(Math.Clamp(count, 1, AskedTogether)))
        {
            if (taken >= count)
                yield break;
            var answers = CaseScorer.Score(model, [.. cases.Select(one => one.Edits[0]).Select(edit => new EditTest(EditTestKind.Rewrite, edit.Prompt!, edit.TargetOld!.Text, edit.TargetNew!.Text))]);
            foreach (var one in cases.Where((_, i) => answers[i].IsGreedy).Take(count - taken))
            {
                taken++;
                yield return one;
            }
        }
    }

    private EditCase Case(KnownFact fact)
    {
        var relation = world.Relations[fact.Relation];
        var target = fact.TargetNew is { } published && world.ObjectsOf(fact.Relation).Contains(published) && published != fact.Object ? published : OtherObject(fact);
        string[] wordings = [.. relation.Patterns, relation.HeldoutPattern];
        var wording = fact.CfTemplate is { } template && relation.Patterns.Contains(template) ? template : random.Choose(relation.Patterns);
        var request = new EditRequest(wording, fact.Subject, target) { TrueTarget = fact.Object };
        var rephrasings = random.Sample([.. wordings.Where(other => other != wording)], Math.Min(Rephrasings, wordings.Length - 1));
        var tests = new List<EditTest> { new(EditTestKind.Rewrite, request.Text, target, fact.Object) };
        tests.AddRange(rephrasings.Select(other => new EditTest(EditTestKind.Rephrase, Phrasing.Fill(other, fact.Subject), target, fact.Object)));
        tests.AddRange(rephrasings.Take(Distracted).Select(other => new EditTest(
            EditTestKind.DistractedRephrase, $"{random.Choose(world.Fillers)} {Phrasing.Fill(other, fact.Subject)}", target, fact.Object)));
        var others = world.OfRelation(fact.Relation).Where(other => other.Subject != fact.Subject).ToList();
        Add(EditTestKind.Neighbour, [.. others.Where(other => other.Object == fact.Object)], Neighbours);
        Add(EditTestKind.SameRelation, [.. others.Where(other => other.Object != fact.Object && other.Object != target)], SameRelation);
        var own = world.About(fact.Subject).Where(other => other.Relation != fact.Relation && other.Object != target).ToList();
        Add(EditTestKind.OwnFact, own, own.Count);
        Add(EditTestKind.Unrelated, [.. world.Facts.Where(other => other.Subject != fact.Subject && other.Relation != fact.Relation && other.Object != target)], Unrelated);
        return new EditCase
        {
            Id = fact.Id.ToString(CultureInfo.InvariantCulture),
            Index = fact.Id,
            Edits = [FactEdit.Of(request) with { Relation = fact.Relation }],
            Tests = tests,
            Source = new CaseSource("known-facts"),
        };

        void Add(EditTestKind kind, IReadOnlyList<KnownFact> facts, int count) =>
            tests.AddRange(random.Sample(facts, Math.Min(count, facts.Count)).Select(other =>
                new EditTest(kind, Phrasing.Fill(random.Choose(Wordings(kind, world.Relations[other.Relation])), other.Subject), other.Object, target)));
    }

    /// <summary>
    /// The wordings that a question may have. A relation's first one is what an edit may be told to preserve, so the
    /// subject's other facts are asked in the others.
    /// </summary>
    private static IReadOnlyList<string> Wordings(EditTestKind kind, Relation relation) =>
        kind == EditTestKind.OwnFact ? [.. relation.Patterns.Skip(1), relation.HeldoutPattern] : relation.Patterns;

    private string OtherObject(KnownFact fact)
    {
        var objects = world.ObjectsOf(fact.Relation);
        string other;
        do
        {
            other = random.Choose(objects);
        }
        while (other == fact.Object);
        return other;
    }
}

/// <summary>A half of a world's facts.</summary>
public enum FactPart
{
    /// <summary>Facts with even numbers, on which settings are chosen.</summary>
    Tuning = 0,

    /// <summary>Facts with odd numbers, from which figures come.</summary>
    Test = 1,
}
