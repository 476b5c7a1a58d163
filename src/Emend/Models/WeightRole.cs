namespace Emend.Models;

/// <summary>What a weight does in the forward pass, whatever its checkpoint calls it.</summary>
public enum WeightRole
{
    /// <summary>The table of token embeddings [vocabulary, embedding width].</summary>
    TokenEmbedding,

    /// <summary>The table of learned positions [context, width].</summary>
    PositionEmbedding,

    /// <summary>From the embeddings' width to the stream's.</summary>
    EmbeddingIn,

    /// <summary>From the stream's width to the embeddings'.</summary>
    EmbeddingOut,

    /// <summary>The norm before the attention, or the one on the stream after it.</summary>
    AttentionNorm,

    /// <summary>The norm on the attention's output.</summary>
    AttentionOutputNorm,

    /// <summary>Queries, keys and values in one weight.</summary>
    QueryKeyValue,

    /// <summary>The queries.</summary>
    Query,

    /// <summary>The keys.</summary>
    Key,

    /// <summary>The values.</summary>
    Value,

    /// <summary>The norm of the queries.</summary>
    QueryNorm,

    /// <summary>The norm of the keys.</summary>
    KeyNorm,

    /// <summary>The attention's output projection.</summary>
    AttentionOutput,

    /// <summary>The norm before the MLP, or the one on the stream after it.</summary>
    MlpNorm,

    /// <summary>The norm on the MLP's output.</summary>
    MlpOutputNorm,

    /// <summary>The MLP's gate and up projection in one weight.</summary>
    MlpGateUp,

    /// <summary>The gate of the MLP.</summary>
    MlpGate,

    /// <summary>The MLP's up projection.</summary>
    MlpUp,

    /// <summary>The MLP's down projection, which locate-then-edit methods change.</summary>
    MlpDown,

    /// <summary>The norm before the head.</summary>
    FinalNorm,

    /// <summary>The head [vocabulary, embedding width], where it is not the token embedding.</summary>
    Head,
}
