namespace Emend.Tensors.LinearAlgebra;

/// <summary>One half of a square matrix, with the diagonal.</summary>
public enum Triangle
{
    /// <summary>On and below the diagonal.</summary>
    Lower,

    /// <summary>On and above the diagonal.</summary>
    Upper,
}
