namespace Emend.Models;

/// <summary>Where the norms of a block stand; a block may have them in two places.</summary>
[Flags]
public enum NormPlacement
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Before attention and MLP, on what they read (GPT-2, Llama).</summary>
    Before = 1,

    /// <summary>On the output of attention and MLP, before it is added to the stream (OLMo 2; with <see cref="Before"/>, Gemma 2).</summary>
    OnOutput = 2,

    /// <summary>On the stream, after each addition (OPT-350m).</summary>
    OnStream = 4,
}
