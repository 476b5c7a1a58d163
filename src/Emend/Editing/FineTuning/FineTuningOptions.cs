using Emend.Editing.Training;

namespace Emend.Editing.FineTuning;

/// <summary>The settings of fine-tuning; the defaults are the released ones of ROME's baseline FT (kmeng01/rome, baselines/ft).</summary>
public sealed record FineTuningOptions
{
    /// <summary>The layers that are trained; empty for the model's own default.</summary>
    [Setting("layers that are trained; empty: the model's default", "docs/methods/fine-tuning.md lists each model's")]
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>What is trained in these layers, weights and biases: roles such as <c>mlp-down</c>, names from the checkpoint, or <c>mlp</c>, <c>attention</c>, <c>block</c>.</summary>
    [Setting("what is trained there, with its bias: mlp-down, query …, mlp, attention, block, or a module's name in the checkpoint", "kmeng01/rome, rewrite_module_tmp")]
    public IReadOnlyList<string> Modules { get; init; } = ["mlp-down"];

    /// <summary>Whether the biases of these modules are trained too.</summary>
    [Setting("train the biases of these modules too, as the released code does", "kmeng01/rome, baselines/ft: every parameter of the module")]
    public bool TrainBias { get; init; } = true;

    /// <summary>Which predictions are trained.</summary>
    [Setting("predictions that are trained: prompt-last (all target tokens at the prompt's end) or target-new (each given those before)", "kmeng01/rome; zjunlp/EasyEdit, objective_optimization")]
    public TrainingObjective Objective { get; init; } = TrainingObjective.PromptLast;

    /// <summary>How often each batch is trained on.</summary>
    [Setting("how often each batch is trained on", "kmeng01/rome, num_steps")]
    public int Steps { get; init; } = 25;

    /// <summary>The learning rate.</summary>
    [Setting("learning rate", "kmeng01/rome, lr")]
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>How strongly weights are pulled to zero, added to the gradients (Adam with an L2 penalty).</summary>
    [Setting("strength of the L2 penalty, added to the gradients", "kmeng01/rome, weight_decay")]
    public double WeightDecay { get; init; }

    /// <summary>How many requests are trained on together.</summary>
    [Setting("requests trained on together", "kmeng01/rome, FTHyperParams.batch_size")]
    public int BatchSize { get; init; } = 128;

    /// <summary>How far every weight may move from where it was; null for no bound.</summary>
    [Setting("how far every weight may move (L∞); none: no bound", "Zhu et al. 2020; kmeng01/rome, norm_constraint")]
    public double? NormConstraint { get; init; }

    /// <summary>A batch whose loss is below this is left as it is, and training ends when the mean is.</summary>
    [Setting("loss below which a batch is skipped, and the mean loss below which training ends", "kmeng01/rome, execute_ft")]
    public double LossThreshold { get; init; } = 1e-2;

    /// <summary>Whether training ends when every target token is the most probable one.</summary>
    [Setting("end when every target token is the most probable one", "eric-mitchell/mend, algs/ft.py")]
    public bool StopAtAnswer { get; init; }

    /// <summary>What moves the weights.</summary>
    [Setting("optimizer: adam or rms-prop", "kmeng01/rome: Adam; eric-mitchell/mend: RMSprop")]
    public FineTuningOptimizer Optimizer { get; init; } = FineTuningOptimizer.Adam;

    /// <summary>The longest gradient, all weights together; null for no bound.</summary>
    [Setting("longest gradient of a step; none: no bound", "eric-mitchell/mend, grad_clip")]
    public double? LongestGradient { get; init; }

    /// <summary>The weight of the target's loss.</summary>
    [Setting("weight of the target's loss", "eric-mitchell/mend, cedit")]
    public double EditFactor { get; init; } = 1;

    /// <summary>The weight of keeping the predictions on <see cref="KlTexts"/>.</summary>
    [Setting("weight of keeping the predictions on klTexts", "eric-mitchell/mend, ft.locality")]
    public double KlFactor { get; init; }

    /// <summary>Texts on which the predictions shall stay; empty for texts that the model writes itself.</summary>
    [Setting("texts on which predictions shall stay; empty: texts that the model writes itself", "eric-mitchell/mend, ft.locality; Emend")]
    public IReadOnlyList<string> KlTexts { get; init; } = [];

    /// <summary>Which token ids a target consists of.</summary>
    [Setting("token ids of a target: plain, or easy-edit (with the beginning-of-text token, and padding that counts)", "zjunlp/EasyEdit, models/ft")]
    public TargetTokens TargetTokens { get; init; } = TargetTokens.Plain;

    /// <summary>From where positions are counted.</summary>
    [Setting("positions counted from each row's start (own), or from the padding on its left (left-padded)", "zjunlp/EasyEdit, models/ft")]
    public RowPositions Positions { get; init; } = RowPositions.Own;

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        OptionRange.Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        OptionRange.Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        OptionRange.Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "above 0");
        OptionRange.Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "0 or more");
        OptionRange.Require(NormConstraint is not (<= 0 or double.NaN), nameof(NormConstraint), NormConstraint, "above 0, or none");
        OptionRange.Require(LongestGradient is not (<= 0 or double.NaN), nameof(LongestGradient), LongestGradient, "above 0, or none");
        OptionRange.Require(EditFactor > 0 && double.IsFinite(EditFactor), nameof(EditFactor), EditFactor, "above 0");
        OptionRange.Require(KlFactor >= 0 && double.IsFinite(KlFactor), nameof(KlFactor), KlFactor, "0 or more");
        OptionRange.Require(!double.IsNaN(LossThreshold), nameof(LossThreshold), LossThreshold, "a number");
        OptionRange.Require(Modules.Count > 0, nameof(Modules), "empty", "at least one name");
        OptionRange.Require(Optimizer == FineTuningOptimizer.Adam || WeightDecay == 0, nameof(WeightDecay), WeightDecay, "0 with the optimizer rms-prop");
    }
}

/// <summary>What moves the weights in fine-tuning.</summary>
public enum FineTuningOptimizer
{
    /// <summary>Adam (Kingma and Ba 2015), as ROME's baseline.</summary>
    Adam,

    /// <summary>RMSprop (Hinton 2012), as MEND's baseline.</summary>
    RmsProp,
}
