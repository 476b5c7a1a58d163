using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

/// <summary>A handful of invented facts that a model learns in seconds.</summary>
internal static class TinyWorld
{
    public static World Create(int people = 12)
    {
        string[] names = ["Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Greta", "Hugo", "Irene", "Jonas", "Katja", "Louis"];
        string[] cities = ["Arda", "Belmo", "Corin", "Delva"];
        string[] lands = ["Ostia", "Perun"];
        var facts = new List<KnownFact>();
        for (var i = 0; i < people; i++)
            facts.Add(Fact(names[i], "P19", cities[i * 7 % 4]));
        for (var i = 0; i < cities.Length; i++)
            facts.Add(Fact(cities[i], "P17", lands[i % 2]));
        return new World(facts, Relations, [], ["It rained.", "The cat slept.", "We waited.", "Bread was cheap.", "Nobody came."]);

        KnownFact Fact(string subject, string relation, string answer) =>
            new() { Id = facts.Count, Subject = subject, Relation = relation, Object = answer };
    }

    public static Dictionary<string, Relation> Relations { get; } = new()
    {
        ["P19"] = new Relation
        {
            Name = "place of birth", Patterns = ["{} was born in", "{} comes from"], HeldoutPattern = "{} is a native of",
            Questions = ["Where was {} born?"], NounPhrase = "the birthplace of {}",
        },
        ["P17"] = new Relation
        {
            Name = "country", Patterns = ["{} lies in", "{} belongs to"], HeldoutPattern = "{} is part of",
            Questions = ["Which country is {} in?"], NounPhrase = "the country of {}",
        },
    };
}
