namespace Emend.Editing.KnowledgeNeurons;

/// <summary>Which activation counts as a neuron.</summary>
public enum NeuronSite
{
    /// <summary>Before the activation function, for a gated MLP its gate: what the released code for GPT-2 and EasyEdit read.</summary>
    Pre,

    /// <summary>Behind it, the input of the down projection: what the paper defines (Dai et al. 2022, eq. 3).</summary>
    Post,
}
