using System.Text;

namespace Emend.Pretraining;

/// <summary>
/// Writes documents in which new facts override what is known, for exactly the facts that they are about.
/// No fact that is held out of contexts is changed or asked in them.
/// </summary>
internal sealed class NewFactWriter
{
    private readonly Phrasing phrasing;
    private readonly World world;
    private readonly KnownFact[] pool;
    private readonly Dictionary<string, KnownFact[]> bySubject;
    private readonly Dictionary<string, KnownFact[]> byRelation;

    public NewFactWriter(Phrasing phrasing)
    {
        this.phrasing = phrasing;
        world = phrasing.Split.World;
        pool = [.. world.Facts.Where(fact => !phrasing.Split.HoldsOutContext(fact))];
        bySubject = pool.GroupBy(fact => fact.Subject).ToDictionary(group => group.Key, group => group.ToArray());
        byRelation = pool.GroupBy(fact => fact.Relation).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Whether the world leaves any fact to write about.</summary>
    public bool CanWrite => pool.Length > 1;

    /// <summary>One document.</summary>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="relevantShare">The share of queries that a new fact answers.</param>
    /// <returns>The text, or null when every drawn fact is the only one of its kind.</returns>
    public string? Write(RandomStream random, double relevantShare) =>
        random.Chance(0.25) ? WriteBlocks(random, relevantShare) : WriteMemory(random, relevantShare);

    /// <summary>The form of in-context editing by demonstration (IKE): a new fact and a prompt in each block.</summary>
    private string? WriteBlocks(RandomStream random, double relevantShare)
    {
        var text = new StringBuilder();
        var blocks = random.Choose([1, 1, 2, 3]);
        for (var i = 0; i < blocks; i++)
        {
            var asked = random.Choose(pool);
            if (Pair(random, asked, relevantShare) is not { } pair)
                continue;
            var (told, answer) = pair;
            text.Append("New Fact: ").Append(phrasing.Prompt(random, told.Fact)).Append(' ').Append(told.Object)
                .Append("\nPrompt: ").Append(phrasing.Prompt(random, asked)).Append(' ').Append(answer).Append("\n\n");
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private ((KnownFact Fact, string Object) Told, string Answer)? Pair(RandomStream random, KnownFact asked, double relevantShare)
    {
        if (random.Chance(relevantShare) && phrasing.OtherObject(random, asked) is { } replaced)
            return ((asked, replaced), replaced);
        return Unrelated(random, asked) is { } other ? (other, asked.Object) : null;
    }

    /// <summary>Another fact and a new object for it, most often of the same relation; null if none was found.</summary>
    public (KnownFact Fact, string Object)? Unrelated(RandomStream random, KnownFact fact)
    {
        var near = random.Unit() switch
        {
            < 0.6 => byRelation.GetValueOrDefault(fact.Relation, pool),
            < 0.75 when bySubject.TryGetValue(fact.Subject, out var own) && own.Length > 1 => own,
            _ => pool,
        };
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var other = random.Choose(attempt < 8 ? near : pool);
            if (!ReferenceEquals(other, fact) && phrasing.OtherObject(random, other) is { } replaced)
                return (other, replaced);
        }

        return null;
    }

    /// <summary>One to three new facts, then one to three queries in the same text.</summary>
    private string? WriteMemory(RandomStream random, double relevantShare)
    {
        var memory = Memory(random);
        if (memory.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var (fact, replaced, prompt) in memory)
            text.Append(text.Length == 0 ? "" : " ").Append("New fact: ").Append(prompt).Append(' ').Append(replaced).Append('.');
        var queries = random.Choose([1, 2, 2, 3]);
        for (var i = 0; i < queries; i++)
        {
            var (fact, replaced, prompt) = random.Choose(memory);
            var asQuestion = random.Chance(0.25);
            if (random.Chance(relevantShare))
                text.Append(' ').Append(random.Chance(0.3) ? $"{prompt} {replaced}." : Query(random, fact, replaced, asQuestion));
            else if (Bystander(random, fact, memory) is { } bystander)
                text.Append(' ').Append(Query(random, bystander, bystander.Object, asQuestion));
        }

        return text.ToString();
    }

    private List<(KnownFact Fact, string Object, string Prompt)> Memory(RandomStream random)
    {
        var memory = new List<(KnownFact Fact, string Object, string Prompt)>();
        var count = random.Choose([1, 1, 2, 2, 3]);
        // Facts of one relation force a choice by subject: without them a model copies whatever new object it sees.
        var oneRelation = random.Chance(0.6);
        KnownFact? last = null;
        for (var i = 0; i < count; i++)
        {
            last = oneRelation && last is not null ? random.Choose(byRelation[last.Relation]) : random.Choose(pool);
            if (phrasing.OtherObject(random, last) is { } replaced && !memory.Exists(known => ReferenceEquals(known.Fact, last)))
                memory.Add((last, replaced, phrasing.Prompt(random, last)));
        }

        return memory;
    }

    /// <summary>A fact that no new fact concerns, most often of the same relation.</summary>
    private KnownFact? Bystander(RandomStream random, KnownFact fact, List<(KnownFact Fact, string Object, string Prompt)> memory)
    {
        var own = bySubject[fact.Subject];
        var source = own.Length > 1 && random.Chance(0.3) ? own : random.Chance(0.75) ? byRelation[fact.Relation] : pool;
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var candidate = random.Choose(source);
            if (!memory.Exists(known => ReferenceEquals(known.Fact, candidate)))
                return candidate;
        }

        return null;
    }

    private string Query(RandomStream random, KnownFact fact, string answer, bool asQuestion) =>
        asQuestion && !phrasing.Split.HoldsOutQuestion(fact)
            ? $"Question: {phrasing.Question(random, fact)} Answer: {answer}."
            : phrasing.Statement(random, fact, answer);
}
