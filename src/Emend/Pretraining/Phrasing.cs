namespace Emend.Pretraining;

/// <summary>Puts facts into words, in the wordings that a fact may be taught in.</summary>
internal sealed class Phrasing(WorldSplit split, double targetNewShare)
{
    /// <summary>The world and what is held out of it.</summary>
    public WorldSplit Split => split;

    private World World => split.World;

    /// <summary>The patterns that training may word a fact in.</summary>
    public IReadOnlyList<string> Patterns(KnownFact fact)
    {
        var relation = World.Relations[fact.Relation];
        return split.HoldsOutPattern(fact) ? relation.Patterns : [.. relation.Patterns, relation.HeldoutPattern];
    }

    /// <summary>A fact up to its object, in one of the wordings of training.</summary>
    public string Prompt(RandomStream random, KnownFact fact)
    {
        var relation = World.Relations[fact.Relation];
        var count = relation.Patterns.Count + (split.HoldsOutPattern(fact) ? 0 : 1);
        var choice = random.Below(count);
        return Fill(choice < relation.Patterns.Count ? relation.Patterns[choice] : relation.HeldoutPattern, fact.Subject);
    }

    /// <summary>A sentence that states a fact, or another object in its place.</summary>
    public string Statement(RandomStream random, KnownFact fact, string? answer = null) =>
        $"{Prompt(random, fact)} {answer ?? fact.Object}.";

    /// <summary>A question for the object of a fact.</summary>
    public string Question(RandomStream random, KnownFact fact) =>
        Fill(random.Choose(World.Relations[fact.Relation].Questions), fact.Subject);

    /// <summary>The question for the end of two steps, in which the first is a noun phrase.</summary>
    public string ComposedQuestion(RandomStream random, Hop first, string second) =>
        Fill(random.Choose(World.Relations[second].Questions), Fill(World.Relations[first.Relation].NounPhrase, first.Subject));

    /// <summary>One step of a chain as a thought: always in the first pattern of its relation.</summary>
    public string Thought(Hop hop) => $"{Fill(World.Relations[hop.Relation].Patterns[0], hop.Subject)} {hop.Object}.";

    /// <summary>An object of the same relation that is not the fact's, or null if there is none.</summary>
    public string? OtherObject(RandomStream random, KnownFact fact)
    {
        if (fact.TargetNew is { } target && target != fact.Object && random.Chance(targetNewShare))
            return target;
        var objects = World.ObjectsOf(fact.Relation);
        if (objects.Count < 2)
            return null;
        while (true)
        {
            var other = random.Choose(objects);
            if (other != fact.Object)
                return other;
        }
    }

    /// <summary>Puts a name into a pattern.</summary>
    public static string Fill(string pattern, string name) => pattern.Replace("{}", name, StringComparison.Ordinal);
}
