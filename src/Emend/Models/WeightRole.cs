namespace Emend.Models;

/// <summary>What a weight does in the forward pass, whatever its checkpoint calls it.</summary>
public enum WeightRole
{
    /// <summary>The table of token embeddings [vocabulary, embedding width].</summary>
    TokenEmbedding,

    /// <summary>The table of learned positions [context, width].</summary>
    PositionEmbedding,

    /// <summary>The table of segments [token types, width].</summary>
    TokenTypeEmbedding,

    /// <summary>The norm between the embeddings and the first block.</summary>
    EmbeddingNorm,

    /// <summary>The biases of distances [buckets, heads], shared by all layers.</summary>
    RelativePositions,

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

    /// <summary>The norm before the attention to the encoder, or the one on the stream after it.</summary>
    CrossNorm,

    /// <summary>The queries of the attention to the encoder.</summary>
    CrossQuery,

    /// <summary>The keys of the attention to the encoder.</summary>
    CrossKey,

    /// <summary>The values of the attention to the encoder.</summary>
    CrossValue,

    /// <summary>The output projection of the attention to the encoder.</summary>
    CrossOutput,

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

    /// <summary>A row added to the logits [1, vocabulary].</summary>
    LogitsBias,

    /// <summary>The layer between an encoder and its head.</summary>
    HeadTransform,

    /// <summary>The norm between an encoder and its head.</summary>
    HeadNorm,

    /// <summary>The classes of an encoder's head [classes, width].</summary>
    Classifier,
}
