using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>What stands on top of an encoder.</summary>
public sealed record EncoderHeadFacts
{
    /// <summary>Whether tokens are predicted where the text is masked.</summary>
    public bool PredictsTokens { get; init; }

    /// <summary>How many classes a text is sorted into; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>The activation of the layer in between.</summary>
    public Activation Activation { get; init; }
}
