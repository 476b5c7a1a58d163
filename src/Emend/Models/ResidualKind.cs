namespace Emend.Models;

/// <summary>How attention and MLP of a block are joined.</summary>
public enum ResidualKind
{
    /// <summary>The MLP reads the stream after the attention was added.</summary>
    Sequential,

    /// <summary>Both read the block's input through one norm (GPT-J, Phi).</summary>
    ParallelOneNorm,

    /// <summary>Both read the block's input, each through its own norm (GPT-NeoX).</summary>
    ParallelTwoNorms,
}
