using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Embeddings, blocks and the last norm: what every model has, below its head.</summary>
internal sealed class BlockStack
{
    private readonly Architecture architecture;
    private readonly Tensor? positionEmbedding; // [positions, width]
    private readonly Tensor? tokenTypeEmbedding; // [token types, width]
    private readonly Projection? embeddingIn;
    private readonly Norm? embeddingNorm;
    private readonly RelativeBias? relative;
    private readonly Block[] blocks;
    private readonly Norm? finalNorm;

    public BlockStack(WeightReader weights)
    {
        architecture = weights.Facts;
        TokenEmbedding = weights.Matrix(WeightRole.TokenEmbedding);
        positionEmbedding = architecture.PositionOffset is null ? null : weights.Matrix(WeightRole.PositionEmbedding);
        tokenTypeEmbedding = architecture.TokenTypes == 0 ? null : weights.Matrix(WeightRole.TokenTypeEmbedding);
        embeddingIn = weights.OptionalProjection(WeightRole.EmbeddingIn);
        embeddingNorm = architecture.HasEmbeddingNorm ? weights.Norm(WeightRole.EmbeddingNorm) : null;
        relative = architecture.Relative is { } facts ? new RelativeBias(facts, weights.Matrix(WeightRole.RelativePositions), architecture.IsCausal) : null;
        var rotations = new Dictionary<RotaryFacts, Rotation>(); // layers with the same facts share the table of angles
        blocks = new Block[architecture.Layers];
        for (var layer = 0; layer < blocks.Length; layer++)
            blocks[layer] = new Block(architecture, weights, layer, RotationOf(layer, rotations));
        finalNorm = architecture.HasFinalNorm ? weights.Norm(WeightRole.FinalNorm) : null;
    }

    /// <summary>The table of token embeddings [vocabulary, embedding width].</summary>
    public Tensor TokenEmbedding { get; }

    /// <summary>
    /// From the tokens, or the hidden state given, to the stream behind the last block [tokens, width]; only of the rows asked
    /// for where <see cref="ForwardPass.AskedRows"/> names them.
    /// </summary>
    /// <param name="pass">The pass.</param>
    /// <param name="tokenTypes">The segment of each token, where there are segments; null for the first.</param>
    public Tensor Run(ForwardPass pass, IReadOnlyList<int>? tokenTypes = null)
    {
        var hidden = pass.Input.Hidden ?? Embed(pass, tokenTypes); // [tokens, width]
        pass.Bias = relative?.Compute();
        for (var layer = pass.Input.StartLayer; layer < blocks.Length && !pass.Stopped; layer++)
        {
            using var scratch = Workspace.Begin();
            hidden = pass.Leave(scratch, blocks[layer].Forward(pass, hidden, pass.AskedOf(layer)));
        }

        pass.FinishRecording();
        return hidden;
    }

    /// <summary>The last norm, where there is one [rows, width].</summary>
    public Tensor Finish(ForwardPass pass, Tensor hidden) =>
        finalNorm is null || pass.Stopped ? hidden : pass.At(SiteKind.FinalNorm, 0, finalNorm.Apply(hidden));

    private Rotation? RotationOf(int layer, Dictionary<RotaryFacts, Rotation> known)
    {
        if (architecture.RotaryOf(layer) is not { } facts)
            return null;
        return known.TryGetValue(facts, out var rotation) ? rotation : known[facts] = new Rotation(facts);
    }

    private Tensor Embed(ForwardPass pass, IReadOnlyList<int>? tokenTypes)
    {
        using var scratch = Workspace.Begin();
        var (ids, positions) = (pass.Input.Tokens.Ids.ToArray(), pass.Positions);
        if (pass.Shared is { } shared)
            (ids, positions) = (Array.ConvertAll(shared.Firsts, place => ids[place]), Array.ConvertAll(shared.Firsts, place => pass.Positions[place]));
        var x = TokenEmbedding.GatherRows(ids); // [tokens, embedding width]
        if (architecture.EmbeddingScale != 1)
            x = x.Multiply(architecture.EmbeddingScale);
        x = pass.At(SiteKind.Embed, 0, embeddingIn?.Apply(x) ?? x);
        if (tokenTypeEmbedding is not null)
            x = x.Add(tokenTypeEmbedding.GatherRows(tokenTypes is null ? new int[positions.Length] : [.. tokenTypes]));
        if (positionEmbedding is not null && !pass.Stopped)
        {
            var places = Array.ConvertAll(positions, position => position + architecture.PositionOffset!.Value);
            x = x.Add(pass.At(SiteKind.PositionEmbed, 0, positionEmbedding.GatherRows(places)));
        }

        return pass.Leave(scratch, embeddingNorm?.Apply(x) ?? x);
    }
}
