using System.Text.Json;

namespace Emend.Pretraining;

/// <summary>The facts that a model is pretrained on, how they are worded, and what can be composed from them.</summary>
public sealed class World
{
    private readonly Dictionary<(string Subject, string Relation), KnownFact> facts = [];
    private readonly Dictionary<string, List<KnownFact>> bySubject = [];
    private readonly Dictionary<string, List<KnownFact>> byRelation = [];
    private readonly Dictionary<string, string[]> objects = [];

    /// <summary>Builds a world from its parts.</summary>
    /// <param name="facts">At most one fact for a subject and a relation.</param>
    /// <param name="relations">The relations by their Wikidata property.</param>
    /// <param name="cases">Multi-hop questions; those with a step that is no fact of the world are left out.</param>
    /// <param name="fillers">Neutral sentences, those of one kind next to each other.</param>
    /// <exception cref="InvalidDataException">A fact has an unknown relation or appears twice, or a prompt is ambiguous.</exception>
    public World(
        IReadOnlyList<KnownFact> facts,
        IReadOnlyDictionary<string, Relation> relations,
        IReadOnlyList<MultiHopCase> cases,
        IReadOnlyList<string> fillers)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(fillers);
        Facts = facts;
        Relations = relations;
        Fillers = fillers;
        foreach (var fact in facts)
        {
            if (!relations.ContainsKey(fact.Relation))
                throw new InvalidDataException($"Fact {fact.Id} has the relation {fact.Relation}, which the relations do not define.");
            if (!this.facts.TryAdd((fact.Subject, fact.Relation), fact))
                throw new InvalidDataException($"Fact {fact.Id} is the second about {fact.Subject} with the relation {fact.Relation}: keep one.");
            Add(bySubject, fact.Subject, fact);
            Add(byRelation, fact.Relation, fact);
        }

        foreach (var (relation, members) in byRelation)
            objects[relation] = [.. members.Select(fact => fact.Object).Distinct().Order(StringComparer.Ordinal)];
        Cases = [.. cases.Where(one => one.Hops.All(Knows))];
        Chains = [.. TwoHopChains()];
        AmbiguousPrompts.Refuse(this);
    }

    /// <summary>All facts.</summary>
    public IReadOnlyList<KnownFact> Facts { get; }

    /// <summary>The relations by their Wikidata property.</summary>
    public IReadOnlyDictionary<string, Relation> Relations { get; }

    /// <summary>The multi-hop questions whose steps are all facts of the world.</summary>
    public IReadOnlyList<MultiHopCase> Cases { get; }

    /// <summary>Every pair of facts in which the object of the first is the subject of the second.</summary>
    public IReadOnlyList<(Hop First, Hop Second)> Chains { get; }

    /// <summary>Neutral sentences that say nothing about any subject.</summary>
    public IReadOnlyList<string> Fillers { get; }

    /// <summary>The names of all subjects, in the order of their first fact.</summary>
    public IReadOnlyCollection<string> Subjects => bySubject.Keys;

    /// <summary>Reads a world from a folder with facts.jsonl, relations.json, chains.json and fillers.json.</summary>
    /// <exception cref="InvalidDataException">A file is malformed; the message names it.</exception>
    public static World Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var facts = new List<KnownFact>();
        var path = Path.Combine(folder, "facts.jsonl");
        foreach (var line in File.ReadLines(path))
            facts.Add(Parse(line, WorldJson.Default.KnownFact, $"{path}, line {facts.Count + 1},"));
        var relations = Read(folder, "relations.json", WorldJson.Default.DictionaryStringRelation);
        var cases = Read(folder, "chains.json", WorldJson.Default.ListCaseRecord);
        var fillers = Read(folder, "fillers.json", WorldJson.Default.ListString);
        return new World(facts, relations, [.. cases.Select(record => record.ToCase())], fillers);
    }

    /// <summary>The fact about a subject in a relation, or null.</summary>
    public KnownFact? Find(string subject, string relation) => facts.GetValueOrDefault((subject, relation));

    /// <summary>All facts about a subject.</summary>
    public IReadOnlyList<KnownFact> About(string subject) => bySubject.TryGetValue(subject, out var found) ? found : [];

    /// <summary>All facts of a relation.</summary>
    public IReadOnlyList<KnownFact> OfRelation(string relation) => byRelation.TryGetValue(relation, out var found) ? found : [];

    /// <summary>The different objects of a relation, in ordinal order.</summary>
    public IReadOnlyList<string> ObjectsOf(string relation) => objects.TryGetValue(relation, out var found) ? found : [];

    private bool Knows(Hop hop) => Find(hop.Subject, hop.Relation)?.Object == hop.Object;

    private IEnumerable<(Hop First, Hop Second)> TwoHopChains() =>
        from first in Facts
        from second in About(first.Object)
        where second.Object != first.Subject
        select (new Hop(first.Subject, first.Relation, first.Object), new Hop(second.Subject, second.Relation, second.Object));

    private static void Add(Dictionary<string, List<KnownFact>> index, string key, KnownFact fact)
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        list.Add(fact);
    }

    private static T Read<T>(string folder, string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var path = Path.Combine(folder, file);
        return Parse(File.ReadAllText(path), type, path);
    }

    private static T Parse<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string where)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"{where} holds null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{where} is not a part of a world: {error.Message}", error);
        }
    }
}
