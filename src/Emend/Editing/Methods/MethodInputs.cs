using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Editing.Methods;

/// <summary>What a caller may inject into a method in place of what it would make or find itself.</summary>
public sealed record MethodInputs
{
    /// <summary>What goes before the prompts; null to let the model write it.</summary>
    public ContextTemplates? Templates { get; init; }

    /// <summary>The second moments of keys; null for those found beside the model or in the cache.</summary>
    public SecondMoments? Statistics { get; init; }

    /// <summary>The edits that the model at hand has already, oldest first: what they carry is what the method goes on from.</summary>
    public IReadOnlyList<Edit> Earlier { get; init; } = [];

    /// <summary>The seed of everything random.</summary>
    public int Seed { get; init; } = 1;
}
