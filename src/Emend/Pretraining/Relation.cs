namespace Emend.Pretraining;

/// <summary>How the facts of one relation are worded; {} stands for the subject, and every pattern ends where the object begins.</summary>
public sealed record Relation
{
    /// <summary>The plain name, for example <c>native language</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether facts of the relation age.</summary>
    public bool TimeDependent { get; init; }

    /// <summary>The wordings that every fact is taught in.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>The wording that only the facts outside the pattern holdout are taught in.</summary>
    public required string HeldoutPattern { get; init; }

    /// <summary>The question forms.</summary>
    public required IReadOnlyList<string> Questions { get; init; }

    /// <summary>The object as a noun phrase about the subject, for composed questions.</summary>
    public required string NounPhrase { get; init; }
}
