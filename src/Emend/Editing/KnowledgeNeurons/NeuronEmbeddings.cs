namespace Emend.Editing.KnowledgeNeurons;

/// <summary>Which vectors stand for answers, where a model reads and writes tokens by different ones.</summary>
public enum NeuronEmbeddings
{
    /// <summary>The rows of the head, by which the model scores answers; the token embeddings themselves where the two are tied.</summary>
    Head,

    /// <summary>The token embeddings, as EasyEdit takes them.</summary>
    Input,
}
