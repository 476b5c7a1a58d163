namespace Emend.Editing.KnowledgeNeurons;

/// <summary>The settings of Knowledge Neurons; the defaults are the released ones for GPT-2 XL (kmeng01/rome, hparams/KN).</summary>
public sealed record KnowledgeNeuronsOptions
{
    /// <summary>How many points of the path from zero to the activation the gradient is taken at, both ends included.</summary>
    [Setting("points of the path from zero to the activation at which the gradient is taken; 1 is the gradient at zero", "kmeng01/rome, steps")]
    public int Steps { get; init; } = 20;

    /// <summary>The share of the largest score that a neuron must exceed.</summary>
    [Setting("share of the largest score that a neuron must exceed", "kmeng01/rome, adaptive_threshold")]
    public double Threshold { get; init; } = 0.2;

    /// <summary>Whether only neurons are kept that several wordings share.</summary>
    [Setting("keep only neurons that the wordings of the fact share", "kmeng01/rome, refine")]
    public bool Refine { get; init; }

    /// <summary>The share of wordings that must exceed the threshold at a neuron for it to be kept.</summary>
    [Setting("with refine: share of the wordings in which a neuron must be found, exceeded", "kmeng01/rome, p")]
    public double Share { get; init; } = 0.4;

    /// <summary>Other wordings of the fact, with <c>{}</c> in place of the subject.</summary>
    [Setting("other wordings of the fact, {} for the subject; with refine, those known beside the model are added", "Dai et al. 2022, §4.2")]
    public IReadOnlyList<string> Wordings { get; init; } = [];

    /// <summary>Which activation counts as a neuron.</summary>
    [Setting("neurons: pre (before the activation function, as released) or post (as in the paper)", "kmeng01/rome, mlp.c_fc")]
    public NeuronSite Site { get; init; } = NeuronSite.Pre;

    /// <summary>After what the tokens of the old answer are scored.</summary>
    [Setting("old answers of several tokens: continued (each after those before it) or released (all after the prompt)", "kmeng01/rome, get_scores_for_layer")]
    public AnswerTokens AnswerTokens { get; init; } = AnswerTokens.Continued;

    /// <summary>What is written into the neurons' rows.</summary>
    [Setting("what is written: rome (−2 old, +1 each new token) or original (−2 old, +2 first new token)", "kmeng01/rome, modify_weights")]
    public NeuronUpdate Update { get; init; } = NeuronUpdate.Rome;

    /// <summary>Which vectors stand for answers.</summary>
    [Setting("vectors of the answers: head, or input as EasyEdit takes them; the same where they are tied", "Dai et al. 2022, §5.1")]
    public NeuronEmbeddings Embeddings { get; init; } = NeuronEmbeddings.Head;

    /// <summary>Whether answers begin with the space that separates them from the prompt.</summary>
    [Setting("tokenize answers with the space in front of them; the released code leaves it out", "Emend")]
    public bool LeadingSpace { get; init; } = true;

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        if (Steps < 1)
            throw new ArgumentException($"The option steps is {Steps}, but must be at least 1.");
        if (Threshold is not (>= 0 and < 1))
            throw new ArgumentException($"The option threshold is {Threshold}, but must be at least 0 and below 1.");
        if (Share is not (>= 0 and < 1))
            throw new ArgumentException($"The option share is {Share}, but must be at least 0 and below 1.");
    }
}
