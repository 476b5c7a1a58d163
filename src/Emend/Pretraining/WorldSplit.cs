namespace Emend.Pretraining;

/// <summary>A world divided into what training sees and what it does not.</summary>
internal sealed class WorldSplit
{
    private readonly HashSet<KnownFact> noPattern = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<KnownFact> noQuestion = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<KnownFact> noContext = new(ReferenceEqualityComparer.Instance);

    public WorldSplit(World world, SplitRecipe recipe)
    {
        World = world;
        // Keyed by the object: facts of one subject that share a wording (two relations, one object) stay on one side.
        foreach (var fact in world.Facts)
        {
            if (recipe.Pattern.Holds(fact.Subject, fact.Object))
                noPattern.Add(fact);
            if (recipe.Question.Holds(fact.Subject, fact.Object))
                noQuestion.Add(fact);
            if (recipe.Context.Holds(fact.Subject, fact.Object))
                noContext.Add(fact);
        }

        var heldCases = world.Cases.Where(one => recipe.Case.Holds([.. one.Hops.Select(hop => hop.ToString())])).ToHashSet();
        var heldPairs = heldCases.Where(one => one.Hops.Count == 2).Select(one => (one.Hops[0], one.Hops[1])).ToHashSet();
        foreach (var chain in world.Chains)
        {
            if (recipe.Chain.Holds(chain.First.Subject, chain.First.Object, chain.Second.Object))
                heldPairs.Add(chain);
        }

        TrainingChains = [.. world.Chains.Where(chain => !heldPairs.Contains(chain))];
        HeldOutChains = [.. world.Chains.Where(heldPairs.Contains)];
        HeldOutCases = [.. world.Cases.Where(heldCases.Contains)];
        // A case that contains a held-out pair would show the composition that the pair is to test.
        TrainingCases = [.. world.Cases.Where(one => !heldCases.Contains(one) && !Pairs(one).Any(heldPairs.Contains))];

        // Sentences made from one frame are next to each other: cutting the list keeps the frames of the two parts apart.
        var cut = world.Fillers.Count * 4 / 5;
        TrainingFillers = [.. world.Fillers.Take(cut)];
        HeldOutFillers = [.. world.Fillers.Skip(cut)];
    }

    public World World { get; }

    public IReadOnlyList<(Hop First, Hop Second)> TrainingChains { get; }

    public IReadOnlyList<(Hop First, Hop Second)> HeldOutChains { get; }

    public IReadOnlyList<MultiHopCase> TrainingCases { get; }

    public IReadOnlyList<MultiHopCase> HeldOutCases { get; }

    public IReadOnlyList<string> TrainingFillers { get; }

    public IReadOnlyList<string> HeldOutFillers { get; }

    /// <summary>Whether the fact is never worded in its relation's held-out pattern.</summary>
    public bool HoldsOutPattern(KnownFact fact) => noPattern.Contains(fact);

    /// <summary>Whether the fact is never asked as a question.</summary>
    public bool HoldsOutQuestion(KnownFact fact) => noQuestion.Contains(fact);

    /// <summary>Whether the fact never appears in a text with a new fact.</summary>
    public bool HoldsOutContext(KnownFact fact) => noContext.Contains(fact);

    private static IEnumerable<(Hop, Hop)> Pairs(MultiHopCase one)
    {
        for (var i = 1; i < one.Hops.Count; i++)
            yield return (one.Hops[i - 1], one.Hops[i]);
    }
}
