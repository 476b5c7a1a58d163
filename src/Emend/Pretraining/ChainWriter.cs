namespace Emend.Pretraining;

/// <summary>
/// Writes composed questions, mostly answered step by step, some behind a new fact that changes a step or none.
/// No fact that is held out of contexts appears behind a new fact.
/// </summary>
internal sealed class ChainWriter(Phrasing phrasing, NewFactWriter newFacts)
{
    private WorldSplit Split => phrasing.Split;

    private World World => Split.World;

    /// <summary>Whether the world has anything to compose.</summary>
    public bool CanWrite => Split.TrainingChains.Count > 0;

    /// <summary>One document.</summary>
    public string Write(RandomStream random)
    {
        string question;
        Hop[] hops;
        if (Split.TrainingCases.Count > 0 && random.Chance(0.35))
        {
            var one = random.Choose(Split.TrainingCases);
            question = one.Questions[random.Below(2)]; // the third wording is kept for evaluation
            hops = [.. one.Hops];
        }
        else
        {
            var (first, second) = random.Choose(Split.TrainingChains);
            question = phrasing.ComposedQuestion(random, first, second.Relation);
            hops = [first, second];
        }

        var context = Context(random, ref hops);
        var end = $"Answer: {hops[^1].Object}.";
        return random.Chance(0.2)
            ? $"{context}Question: {question} {end}"
            : $"{context}Question: {question} Thoughts: {string.Join(' ', hops.Select(phrasing.Thought))} {end}";
    }

    /// <summary>A new fact in front of the question (35 % of the time, where the splits allow it), and the steps as it changes them.</summary>
    private string Context(RandomStream random, ref Hop[] hops)
    {
        var choice = random.Unit();
        if (choice >= 0.35 || hops.Any(hop => Split.HoldsOutContext(Fact(hop))))
            return "";
        if (choice < 0.15 && hops.Length == 2)
            return ChangeFirst(random, ref hops);
        if (choice < 0.25 && hops.Length == 2)
            return ChangeSecond(random, ref hops);
        var asked = hops;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            if (newFacts.Unrelated(random, Fact(hops[0])) is { } other && !asked.Any(hop => ReferenceEquals(Fact(hop), other.Fact)))
                return $"New fact: {phrasing.Statement(random, other.Fact, other.Object)} ";
        }

        return "";
    }

    private string ChangeFirst(RandomStream random, ref Hop[] hops)
    {
        var (first, second) = (hops[0], hops[1]);
        var bridges = World.ObjectsOf(first.Relation)
            .Where(bridge => bridge != first.Object && World.Find(bridge, second.Relation) is { } next && !Split.HoldsOutContext(next))
            .ToArray();
        if (bridges.Length == 0)
            return "";
        var bridge = random.Choose(bridges);
        hops = [first with { Object = bridge }, new Hop(bridge, second.Relation, World.Find(bridge, second.Relation)!.Object)];
        return $"New fact: {phrasing.Statement(random, Fact(first), bridge)} ";
    }

    private string ChangeSecond(RandomStream random, ref Hop[] hops)
    {
        var fact = Fact(hops[1]);
        if (phrasing.OtherObject(random, fact) is not { } replaced)
            return "";
        hops = [hops[0], hops[1] with { Object = replaced }];
        return $"New fact: {phrasing.Statement(random, fact, replaced)} ";
    }

    private KnownFact Fact(Hop hop) => World.Find(hop.Subject, hop.Relation)!;
}
