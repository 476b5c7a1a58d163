namespace Emend.Tensors.Kernels;

/// <summary>How a matrix product is computed.</summary>
internal enum GemmPath
{
    /// <summary>A and B packed into blocks: the way for many rows, and for any number where B is packed already.</summary>
    Block,

    /// <summary>Few rows, B [depth, columns] read in place.</summary>
    Stream,

    /// <summary>Few rows, B [columns, depth] read in place.</summary>
    Dot,
}
