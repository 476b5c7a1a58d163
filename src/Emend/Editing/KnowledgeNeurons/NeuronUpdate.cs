namespace Emend.Editing.KnowledgeNeurons;

/// <summary>What is written into the rows of the down projection that belong to the neurons found.</summary>
public enum NeuronUpdate
{
    /// <summary>Minus twice the old answer's embedding, plus the embedding of each token of the new one (kmeng01/rome, baselines/kn).</summary>
    Rome,

    /// <summary>Minus twice the old answer's embedding, plus twice that of the new one's first token (EleutherAI/knowledge-neurons).</summary>
    Original,
}
