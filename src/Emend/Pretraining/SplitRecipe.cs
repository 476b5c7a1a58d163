namespace Emend.Pretraining;

/// <summary>What is held out of training, so that evaluation can tell knowing from having seen.</summary>
public sealed record SplitRecipe
{
    /// <summary>Facts that are never worded in their relation's held-out pattern.</summary>
    public Holdout Pattern { get; init; } = new("pattern-1", 0.5);

    /// <summary>Facts that are never asked as a question.</summary>
    public Holdout Question { get; init; } = new("question-1", 0.3);

    /// <summary>Facts that never appear in a text with a new fact, neither changed nor asked.</summary>
    public Holdout Context { get; init; } = new("context-1", 0.2);

    /// <summary>Pairs of facts that are never composed.</summary>
    public Holdout Chain { get; init; } = new("chain-1", 0.12);

    /// <summary>Multi-hop cases that are never seen.</summary>
    public Holdout Case { get; init; } = new("case-1", 0.3);
}
