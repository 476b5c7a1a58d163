using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>
/// The forward pass of every decoder family. It follows the facts of the <see cref="Architecture"/>; every place that
/// can be read or changed is a <see cref="Site"/>. It has no state: passes on several threads do not disturb each other.
/// </summary>
public sealed class Decoder
{
    private readonly BlockStack stack;
    private readonly Projection? embeddingOut;
    private readonly Tensor? logitsBias; // [1, vocabulary]

    internal Decoder(WeightReader weights)
    {
        Architecture = weights.Facts;
        stack = new BlockStack(weights);
        embeddingOut = weights.OptionalProjection(WeightRole.EmbeddingOut);
        Head = weights.OptionalProjection(WeightRole.Head) ?? new Projection(stack.TokenEmbedding, null, true);
        logitsBias = Architecture.HasLogitsBias ? weights.Matrix(WeightRole.LogitsBias).ToFloat32() : null;
    }

    /// <summary>The facts that the pass follows.</summary>
    public Architecture Architecture { get; }

    /// <summary>What scores the next token.</summary>
    internal Projection Head { get; }

    /// <summary>Computes one pass.</summary>
    /// <param name="input">What is computed, and from where.</param>
    /// <returns>The logits and the values kept, readable as long as the workspace that the caller has open.</returns>
    /// <exception cref="ArgumentException">The input does not fit the model; the message says why.</exception>
    public Run Forward(DecoderInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var pass = new ForwardPass(Architecture, input);
        var hidden = stack.Run(pass); // [tokens, width]
        if (!pass.Stopped && input.LogitsAt is not { Count: 0 })
            Score(pass, Asked(pass, hidden));
        return pass.Run;
    }

    /// <summary>
    /// The mean cross-entropy of targets, a scalar through which gradients flow. Where nothing needs the logits
    /// themselves, they never exist all at once.
    /// </summary>
    /// <param name="input">What is computed; the tokens of <see cref="DecoderInput.LogitsAt"/> predict the targets.</param>
    /// <param name="targets">The token that each of them shall predict.</param>
    /// <exception cref="ArgumentException">The input does not fit the model or the targets; the message says why.</exception>
    public Tensor Loss(DecoderInput input, ReadOnlySpan<int> targets)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (targets.IsEmpty || (input.LogitsAt?.Count ?? input.Tokens.Tokens) != targets.Length)
            throw new ArgumentException($"{targets.Length} targets were given for {input.LogitsAt?.Count ?? input.Tokens.Tokens} tokens: a loss needs one for each, and at least one.", nameof(targets));
        if (input.Hooks is not null || logitsBias is not null || Architecture.LogitCap is not null)
            return Forward(input).Logits.CrossEntropy(targets);
        var pass = new ForwardPass(Architecture, input);
        var hidden = stack.Run(pass);
        hidden = ForHead(pass, Asked(pass, hidden));
        return hidden.LinearCrossEntropy(Head.Weight, Head.Bias, Head.IsOutputByInput, targets);
    }

    /// <summary>The rows that logits are asked for, which the last block may have picked already [rows, width].</summary>
    private static Tensor Asked(ForwardPass pass, Tensor hidden) =>
        pass.Input.LogitsAt is { } rows && pass.AskedRows is null ? hidden.GatherRows([.. rows]) : hidden;

    private void Score(ForwardPass pass, Tensor hidden)
    {
        hidden = ForHead(pass, hidden);
        if (pass.Stopped)
            return;
        var logits = Head.Apply(hidden); // [rows, vocabulary]
        if (logitsBias is not null)
            logits = logits.Add(logitsBias);
        if (Architecture.LogitCap is { } cap)
            logits = logits.SoftCap(cap);
        pass.Run.OptionalLogits = pass.At(SiteKind.Logits, 0, logits);
    }

    /// <summary>What the head reads [rows, embedding width].</summary>
    private Tensor ForHead(ForwardPass pass, Tensor hidden)
    {
        hidden = stack.Finish(pass, hidden); // [rows, width]
        if (Architecture.HeadScale != 1)
            hidden = hidden.Multiply(Architecture.HeadScale);
        return embeddingOut?.Apply(hidden) ?? hidden;
    }
}
