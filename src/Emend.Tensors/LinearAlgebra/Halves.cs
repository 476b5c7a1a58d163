namespace Emend.Tensors.LinearAlgebra;

/// <summary>Cuts a size in two for recursive algorithms, at a multiple of the smallest block so that no block is left ragged.</summary>
internal static class Halves
{
    /// <summary>The size that recursion ends at: two blocks of it fit into the first-level cache.</summary>
    public const int Smallest = 64;

    /// <summary>The first part of a size greater than <paramref name="smallest"/>: the smaller one if they differ.</summary>
    public static int Of(int size, int smallest = Smallest)
    {
        var blocks = (size + smallest - 1) / smallest;
        return blocks / 2 * smallest;
    }
}
