namespace Emend.Text.Patterns;

/// <summary>What an instruction of a compiled pattern does.</summary>
internal enum Operation
{
    /// <summary>Takes one code point of the set.</summary>
    Take,

    /// <summary>Takes as many code points of the set as it can, from a minimum to a maximum, and gives back one by one.</summary>
    TakeMany,

    /// <summary>Takes as many code points of the set as it can, and gives none back.</summary>
    TakeAll,

    /// <summary>Takes as few code points of the set as it can.</summary>
    TakeFew,

    /// <summary>Tries what follows first, and the target if that fails.</summary>
    Try,

    /// <summary>Tries the target first, and what follows if that fails.</summary>
    TryTarget,

    /// <summary>Goes to the target.</summary>
    Jump,

    /// <summary>Remembers the position at the beginning of a round of a loop.</summary>
    RoundStart,

    /// <summary>Leaves the loop for the target if the round took nothing.</summary>
    RoundEnd,

    /// <summary>Checks a place.</summary>
    Anchor,

    /// <summary>Checks that the instructions up to the target match ahead, or do not.</summary>
    LookAhead,

    /// <summary>Checks that the instructions up to the target match behind, or do not.</summary>
    LookBehind,

    /// <summary>Takes what the instructions up to the target match first.</summary>
    Atomic,

    /// <summary>Succeeds.</summary>
    Match,
}

/// <summary>An instruction of a compiled pattern.</summary>
internal sealed record Instruction(Operation Operation)
{
    /// <summary>The set to take from; for <see cref="Operation.Try"/>, the only code points with which what follows can begin.</summary>
    public CharacterSet? Set { get; init; }

    /// <summary>The fewest code points to take, or the number of a loop.</summary>
    public int Minimum { get; init; }

    /// <summary>The most code points to take.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>Where to go.</summary>
    public int Target { get; set; }

    /// <summary>Whether the condition must fail.</summary>
    public bool IsNegative { get; init; }

    /// <summary>The place to check.</summary>
    public AnchorKind Anchor { get; init; }
}
