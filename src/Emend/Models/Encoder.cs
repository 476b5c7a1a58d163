using Emend.Tensors;

namespace Emend.Models;

/// <summary>
/// The forward pass of encoders, by themselves (BERT) or in front of a decoder (T5, BART). Like <see cref="Decoder"/>
/// it follows the facts of the <see cref="Architecture"/> and has no state.
/// </summary>
public sealed class Encoder
{
    private readonly BlockStack stack;

    internal Encoder(WeightReader weights)
    {
        Architecture = weights.Facts;
        stack = new BlockStack(weights);
    }

    /// <summary>The facts that the pass follows.</summary>
    public Architecture Architecture { get; }

    /// <summary>The table of token embeddings [vocabulary, width].</summary>
    internal Tensor TokenEmbedding => stack.TokenEmbedding;

    /// <summary>Computes one pass.</summary>
    /// <returns>The hidden state of every token, readable as long as the workspace that the caller has open.</returns>
    /// <exception cref="ArgumentException">The input does not fit the model; the message says why.</exception>
    public Encoded Forward(EncoderInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.TokenTypes is { } types && (types.Count != input.Tokens.Tokens || types.Any(type => type < 0 || type >= Math.Max(1, Architecture.TokenTypes))))
            throw new ArgumentException($"The segments must be one of 0 to {Math.Max(0, Architecture.TokenTypes - 1)} for each of {input.Tokens.Tokens} tokens.", nameof(input));
        var pass = new ForwardPass(Architecture, new DecoderInput { Tokens = input.Tokens, Hooks = input.Hooks });
        var hidden = stack.Finish(pass, stack.Run(pass, input.TokenTypes)); // [tokens, width]
        return new Encoded(hidden, input.Tokens.Starts, pass.Run);
    }
}
