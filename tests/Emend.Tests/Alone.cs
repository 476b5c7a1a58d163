namespace Emend.Tests;

/// <summary>Tests that measure what belongs to the whole process, as its memory does: they run when no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
