namespace Emend.Tensors.Kernels;

/// <summary>Is work that <see cref="Threads"/> divides: a struct, so that a call costs no garbage.</summary>
internal interface IParallelBody
{
    /// <summary>Does one part; parts run at the same time and in any order.</summary>
    void Run(int part);
}
