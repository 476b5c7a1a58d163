namespace Emend.Models;

/// <summary>How the projections of queries, keys and values are stored.</summary>
public enum FusedLayout
{
    /// <summary>As three weights.</summary>
    None,

    /// <summary>As one weight: all queries, then all keys, then all values (GPT-2, Phi-3).</summary>
    Blocks,

    /// <summary>As one weight: for each head its query, key and value (GPT-NeoX).</summary>
    PerHead,
}
