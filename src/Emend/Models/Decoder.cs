using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>
/// The forward pass of every decoder family. It follows the facts of the <see cref="Architecture"/>; every place that
/// can be read or changed is a <see cref="Site"/>. It has no state: passes on several threads do not disturb each other.
/// </summary>
public sealed class Decoder
{
    private readonly Tensor tokenEmbedding; // [vocabulary, embedding width]
    private readonly Tensor? positionEmbedding; // [positions, width]
    private readonly Projection? embeddingIn;
    private readonly Projection? embeddingOut;
    private readonly Block[] blocks;
    private readonly Norm? finalNorm;

    internal Decoder(WeightReader weights)
    {
        Architecture = weights.Facts;
        tokenEmbedding = weights.Matrix(WeightRole.TokenEmbedding);
        positionEmbedding = Architecture.PositionOffset is null ? null : weights.Matrix(WeightRole.PositionEmbedding);
        embeddingIn = weights.OptionalProjection(WeightRole.EmbeddingIn);
        embeddingOut = weights.OptionalProjection(WeightRole.EmbeddingOut);
        var rotations = new Dictionary<RotaryFacts, Rotation>(); // layers with the same facts share the table of angles
        blocks = new Block[Architecture.Layers];
        for (var layer = 0; layer < blocks.Length; layer++)
            blocks[layer] = new Block(Architecture, weights, layer, RotationOf(layer, rotations));
        finalNorm = Architecture.HasFinalNorm ? weights.Norm(WeightRole.FinalNorm) : null;
        Head = weights.OptionalProjection(WeightRole.Head) ?? new Projection(tokenEmbedding, null, true);
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
        var pass = new DecoderPass(Architecture, input);
        var hidden = input.Hidden ?? Embed(pass); // [tokens, width]
        for (var layer = input.StartLayer; layer < blocks.Length && !pass.Stopped; layer++)
        {
            using var scratch = Workspace.Begin();
            hidden = pass.Leave(scratch, blocks[layer].Forward(pass, hidden));
        }

        pass.FinishRecording();
        if (!pass.Stopped && input.LogitsAt is not { Count: 0 })
            Finish(pass, hidden);
        return pass.Run;
    }

    private Rotation? RotationOf(int layer, Dictionary<RotaryFacts, Rotation> known)
    {
        if (Architecture.RotaryOf(layer) is not { } facts)
            return null;
        return known.TryGetValue(facts, out var rotation) ? rotation : known[facts] = new Rotation(facts);
    }

    private Tensor Embed(DecoderPass pass)
    {
        using var scratch = Workspace.Begin();
        var x = tokenEmbedding.GatherRows(pass.Input.Tokens.Ids); // [tokens, embedding width]
        if (Architecture.EmbeddingScale != 1)
            x = x.Multiply(Architecture.EmbeddingScale);
        x = pass.At(SiteKind.Embed, 0, embeddingIn?.Apply(x) ?? x);
        if (positionEmbedding is not null && !pass.Stopped)
        {
            var places = new int[pass.Positions.Length];
            for (var token = 0; token < places.Length; token++)
                places[token] = pass.Positions[token] + Architecture.PositionOffset!.Value;
            x = x.Add(pass.At(SiteKind.PositionEmbed, 0, positionEmbedding.GatherRows(places)));
        }

        return pass.Leave(scratch, x);
    }

    private void Finish(DecoderPass pass, Tensor hidden)
    {
        if (pass.Input.LogitsAt is { } rows)
            hidden = hidden.GatherRows([.. rows]);
        if (finalNorm is not null)
            hidden = pass.At(SiteKind.FinalNorm, 0, finalNorm.Apply(hidden));
        if (pass.Stopped)
            return;
        var logits = Head.Apply(embeddingOut?.Apply(hidden) ?? hidden); // [rows, vocabulary]
        if (Architecture.LogitCap is { } cap)
            logits = logits.SoftCap(cap);
        pass.Run.OptionalLogits = pass.At(SiteKind.Logits, 0, logits);
    }
}
