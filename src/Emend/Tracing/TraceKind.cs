namespace Emend.Tracing;

/// <summary>What a restoration puts back to its undisturbed value.</summary>
public enum TraceKind
{
    /// <summary>The output of one block at one token.</summary>
    State,

    /// <summary>The outputs of the MLPs of several neighbouring blocks at one token.</summary>
    Mlp,

    /// <summary>The outputs of the attentions of several neighbouring blocks at one token.</summary>
    Attention,
}
