namespace Emend.Pretraining;

/// <summary>One fact of a world, in the form of a line of <c>facts.jsonl</c>.</summary>
public sealed record KnownFact
{
    /// <summary>The number of the fact within its file.</summary>
    public required int Id { get; init; }

    /// <summary>The name of what the fact is about.</summary>
    public required string Subject { get; init; }

    /// <summary>The Wikidata property, for example <c>P103</c>.</summary>
    public required string Relation { get; init; }

    /// <summary>The name of the object.</summary>
    public required string Object { get; init; }

    /// <summary>The data sets that the fact was found in, joined by plus signs.</summary>
    public string Source { get; init; } = "";

    /// <summary>The false object that CounterFact asks for, where it has the fact.</summary>
    public string? TargetNew { get; init; }

    /// <summary>CounterFact's own wording, with {} for the subject.</summary>
    public string? CfTemplate { get; init; }

    /// <summary>CounterFact's number of the case.</summary>
    public int? CaseId { get; init; }
}
