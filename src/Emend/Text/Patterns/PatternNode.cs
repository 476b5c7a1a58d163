namespace Emend.Text.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>One code point of a set.</summary>
    internal sealed record Character(CharacterSet Set) : PatternNode;

    /// <summary>Parts one after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>The first of some parts with which the whole matches.</summary>
    internal sealed record Alternatives(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>A part several times; without a maximum, any number of times.</summary>
    internal sealed record Repeat(PatternNode Part, int Minimum, int? Maximum, RepeatMode Mode) : PatternNode;

    /// <summary>A condition on what follows or precedes.</summary>
    internal sealed record Look(PatternNode Part, bool Ahead, bool Negative) : PatternNode;

    /// <summary>A part whose first way to match is the only one tried.</summary>
    internal sealed record Atomic(PatternNode Part) : PatternNode;

    /// <summary>A condition on the place.</summary>
    internal sealed record Anchor(AnchorKind Kind) : PatternNode;
}

/// <summary>How a repetition chooses its number.</summary>
internal enum RepeatMode
{
    /// <summary>As many as possible, fewer where the rest does not match otherwise.</summary>
    Greedy,

    /// <summary>As few as possible.</summary>
    Lazy,

    /// <summary>As many as possible, never fewer.</summary>
    Possessive,
}

/// <summary>A place in a text.</summary>
internal enum AnchorKind
{
    TextStart,
    TextEnd,
    LastLineEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
