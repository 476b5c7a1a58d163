namespace Emend.Models;

/// <summary>How queries and keys are normalised after their projection and before the rotation.</summary>
public enum QueryKeyNorm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Each head by itself (Qwen3, Gemma 3).</summary>
    PerHead,

    /// <summary>All heads together, before the split (OLMo 2).</summary>
    Whole,
}
