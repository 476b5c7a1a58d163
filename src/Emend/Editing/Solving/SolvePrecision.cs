namespace Emend.Editing.Solving;

/// <summary>The precision in which a method solves with the second moments of keys.</summary>
public enum SolvePrecision
{
    /// <summary>64 bits.</summary>
    Double,

    /// <summary>32 bits, as the released code of ROME inverts; its own error is 1e-5 to 1e-4 of the result.</summary>
    Single,
}
