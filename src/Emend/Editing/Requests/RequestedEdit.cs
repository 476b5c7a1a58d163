namespace Emend.Editing.Requests;

/// <summary>A fact to write, with what the asker wants to see checked.</summary>
/// <param name="Request">The fact.</param>
public sealed record RequestedEdit(EditRequest Request)
{
    /// <summary>The same question in other words, up to the answer.</summary>
    public IReadOnlyList<string> Rephrasings { get; init; } = [];

    /// <summary>Questions about other subjects whose answers shall stay.</summary>
    public IReadOnlyList<Neighbour> Neighbours { get; init; } = [];
}
