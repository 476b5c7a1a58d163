namespace Emend.Pretraining;

/// <summary>Asks what a model should know, in forms that training did not show.</summary>
internal sealed class Examination
{
    private readonly Phrasing phrasing;
    private readonly WorldSplit split;
    private readonly World world;
    private readonly Dictionary<string, string> commonestObject;
    private readonly Dictionary<(string, string), string> commonestEnd;

    public Examination(Phrasing phrasing)
    {
        this.phrasing = phrasing;
        split = phrasing.Split;
        world = split.World;
        commonestObject = world.Relations.Keys.ToDictionary(relation => relation, relation => Commonest(world.OfRelation(relation).Select(fact => fact.Object)));
        commonestEnd = world.Chains.GroupBy(chain => (chain.First.Relation, chain.Second.Relation))
            .ToDictionary(group => group.Key, group => Commonest(group.Select(chain => chain.Second.Object)));
    }

    /// <summary>Whether the commonest object of the relation is the fact's.</summary>
    public bool IsGuessable(KnownFact fact) => commonestObject[fact.Relation] == fact.Object;

    /// <summary>The probes of each measure.</summary>
    /// <param name="random">Chooses facts and wordings.</param>
    /// <param name="count">The number of facts of the larger measures; held-out facts and chains up to the same number.</param>
    public IEnumerable<(string Measure, List<Probe> Probes)> Draw(RandomStream random, int count)
    {
        var facts = random.Sample(world.Facts, count);
        var wordingHeld = facts.Where(split.HoldsOutPattern).ToArray();
        var questionHeld = facts.Where(split.HoldsOutQuestion).ToArray();
        yield return ("trained wording", Ask(facts, fact => phrasing.Prompt(random, fact)));
        yield return ("held-out wording", Ask(wordingHeld, HeldOutPrompt));
        yield return ("trained wording behind an unseen sentence", Ask(facts, fact => $"{Sentence()} {phrasing.Prompt(random, fact)}"));
        yield return ("held-out wording behind an unseen sentence", Ask(wordingHeld, fact => $"{Sentence()} {HeldOutPrompt(fact)}"));
        yield return ("trained wording behind another fact", Ask(facts, fact => $"{phrasing.Statement(random, random.Choose(world.Facts))} {phrasing.Prompt(random, fact)}"));
        yield return ("question, never seen for the fact", Ask(questionHeld, fact => $"Question: {phrasing.Question(random, fact)} Answer:"));
        yield return ("bare question, never seen for the fact", Ask(questionHeld, fact => phrasing.Question(random, fact)));

        var changed = random.Sample([.. world.Facts.Where(split.HoldsOutContext)], count);
        var news = changed.Select(fact => (Fact: fact, Object: phrasing.OtherObject(random, fact))).Where(pair => pair.Object is not null).ToArray();
        yield return ("relevant new fact overrides", Override((prompt, fact, answer) => $"New fact: {prompt} {answer}. {phrasing.Prompt(random, fact)}"));
        yield return ("relevant new fact overrides, block form", Override((prompt, fact, answer) => $"New Fact: {prompt} {answer}\nPrompt: {phrasing.Prompt(random, fact)}"));
        yield return ("relevant new fact overrides, asked as a question", Override((prompt, fact, answer) => $"New fact: {prompt} {answer}. Question: {phrasing.Question(random, fact)} Answer:"));
        yield return ("irrelevant new fact does not, any", Ignore(random, changed, _ => world.Facts));
        yield return ("irrelevant new fact does not, same relation", Ignore(random, changed, fact => world.OfRelation(fact.Relation)));

        var chains = random.Sample(split.HeldOutChains, count);
        yield return ("two hops never composed, with thoughts", [.. chains.Select(chain => Compose(random, chain, thoughts: true))]);
        yield return ("two hops never composed, answer only", [.. chains.Select(chain => Compose(random, chain, thoughts: false))]);
        foreach (var group in split.HeldOutCases.GroupBy(one => one.Hops.Count).OrderBy(group => group.Key))
            yield return ($"MQuAKE, {group.Key} hops never seen, with thoughts", [.. group.SelectMany(Cases)]);

        string Sentence() => random.Choose(split.HeldOutFillers);
        List<Probe> Override(Func<string, KnownFact, string, string> word) =>
            [.. news.Select(pair => new Probe(word(phrasing.Prompt(random, pair.Fact), pair.Fact, pair.Object!), " " + pair.Object, pair.Fact.Relation, false))];
    }

    /// <summary>One probe for each fact in the form asked for, in the order of the facts.</summary>
    public List<Probe> Ask(IEnumerable<KnownFact> facts, Func<KnownFact, string> word) =>
        [.. facts.Select(fact => new Probe(word(fact), " " + fact.Object, fact.Relation, IsGuessable(fact)))];

    /// <summary>The fact in its relation's held-out wording.</summary>
    public string HeldOutPrompt(KnownFact fact) => Phrasing.Fill(world.Relations[fact.Relation].HeldoutPattern, fact.Subject);

    private List<Probe> Ignore(RandomStream random, KnownFact[] facts, Func<KnownFact, IReadOnlyList<KnownFact>> others)
    {
        var probes = new List<Probe>();
        foreach (var fact in facts)
        {
            for (var attempt = 0; attempt < 50; attempt++)
            {
                var other = random.Choose(others(fact));
                if (other.Subject == fact.Subject || phrasing.OtherObject(random, other) is not { } answer || answer == fact.Object)
                    continue;
                probes.Add(new Probe($"New fact: {phrasing.Statement(random, other, answer)} {phrasing.Prompt(random, fact)}", " " + fact.Object, fact.Relation, IsGuessable(fact)));
                break;
            }
        }

        return probes;
    }

    private Probe Compose(RandomStream random, (Hop First, Hop Second) chain, bool thoughts)
    {
        var question = phrasing.ComposedQuestion(random, chain.First, chain.Second.Relation);
        var guessable = commonestEnd[(chain.First.Relation, chain.Second.Relation)] == chain.Second.Object;
        return thoughts
            ? new Probe($"Question: {question} Thoughts:", Thoughts([chain.First, chain.Second]), "", guessable)
            : new Probe($"Question: {question} Answer:", " " + chain.Second.Object, "", guessable);
    }

    private IEnumerable<Probe> Cases(MultiHopCase one)
    {
        var guessable = commonestObject[one.Hops[^1].Relation] == one.Hops[^1].Object;
        return one.Questions.Select(question => new Probe($"Question: {question} Thoughts:", Thoughts(one.Hops), "", guessable));
    }

    private string Thoughts(IReadOnlyList<Hop> hops) => $" {string.Join(' ', hops.Select(phrasing.Thought))} Answer: {hops[^1].Object}.";

    private static string Commonest(IEnumerable<string> objects) =>
        objects.CountBy(name => name).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key).FirstOrDefault("");
}
