using System.Text.Json.Serialization;

namespace Emend.Pretraining;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KnownFact))]
[JsonSerializable(typeof(Dictionary<string, Relation>))]
[JsonSerializable(typeof(List<CaseRecord>))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class WorldJson : JsonSerializerContext;

/// <summary>A multi-hop question as chains.json has it.</summary>
internal sealed record CaseRecord(List<List<string>> Triples, List<string> Questions)
{
    public MultiHopCase ToCase()
    {
        if (Triples.Count < 2 || Triples.Any(triple => triple.Count != 3) || Questions.Count != 3)
            throw new InvalidDataException("A case of chains.json needs two or more triples of three names, and three questions.");
        return new MultiHopCase([.. Triples.Select(triple => new Hop(triple[0], triple[1], triple[2]))], Questions);
    }
}
