namespace Emend.Models.Reference;

/// <summary>How far a computed tensor is from its reference.</summary>
/// <param name="Name">The tensor's name in the reference file.</param>
/// <param name="MaxAbs">The largest difference of two elements; not a number if one of them is none.</param>
/// <param name="MaxRel">The same relative to the reference's largest magnitude.</param>
/// <param name="Tolerance">The largest relative difference allowed.</param>
public sealed record TensorDifference(string Name, double MaxAbs, double MaxRel, double Tolerance)
{
    /// <summary>Whether the difference is within the tolerance.</summary>
    public bool Holds => MaxRel <= Tolerance;
}
