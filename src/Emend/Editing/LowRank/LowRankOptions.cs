using Emend.Editing.Training;

namespace Emend.Editing.LowRank;

/// <summary>The settings of LoRA, with the meanings of the PEFT library; the defaults are EasyEdit's (hparams/LoRA).</summary>
public sealed record LowRankOptions
{
    /// <summary>The layers that get adapters; empty for all.</summary>
    [Setting("layers that get adapters; empty: all", "zjunlp/EasyEdit, layers; PEFT, layers_to_transform")]
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>The matrices that get adapters: roles such as <c>query</c>, or names as PEFT's target_modules; empty for the model's default.</summary>
    [Setting("matrices that get adapters: query, value, query-key-value, mlp-down …, or names as in the checkpoint; empty: the model's default", "zjunlp/EasyEdit; PEFT, target_modules")]
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The rank r of each adapter.</summary>
    [Setting("rank of each adapter", "zjunlp/EasyEdit, rank; PEFT, r")]
    public int Rank { get; init; } = 8;

    /// <summary>The change is alpha / rank · B·A.</summary>
    [Setting("the change is alpha / rank · B·A", "zjunlp/EasyEdit, lora_alpha; PEFT, lora_alpha")]
    public double Alpha { get; init; } = 32;

    /// <summary>Whether the change is alpha / √rank · B·A instead (Kalajdzievski 2023).</summary>
    [Setting("alpha / √rank in place of alpha / rank", "PEFT, use_rslora")]
    public bool RankStabilized { get; init; }

    /// <summary>The share of an adapter's inputs that is left out in each pass of training.</summary>
    [Setting("share of an adapter's inputs that is left out in training", "zjunlp/EasyEdit, lora_dropout; PEFT, lora_dropout")]
    public double Dropout { get; init; } = 0.1;

    /// <summary>What the factors begin with.</summary>
    [Setting("what the factors begin with: kaiming (A uniform, B zero) or gaussian (A normal, B zero)", "PEFT, init_lora_weights")]
    public LowRankStart Start { get; init; } = LowRankStart.Kaiming;

    /// <summary>Which form the change has.</summary>
    [Setting("form of the change: lora (B·A) or ada-lora (B·diag(e)·A, with its penalty)", "zjunlp/EasyEdit, lora_type; PEFT, AdaLoraConfig")]
    public LowRankKind Kind { get; init; } = LowRankKind.Lora;

    /// <summary>Which predictions are trained.</summary>
    [Setting("predictions that are trained: target-new or prompt-last", "zjunlp/EasyEdit, models/lora")]
    public TrainingObjective Objective { get; init; } = TrainingObjective.TargetNew;

    /// <summary>How often each batch is trained on.</summary>
    [Setting("how often each batch is trained on", "zjunlp/EasyEdit, num_steps")]
    public int Steps { get; init; } = 70;

    /// <summary>The learning rate of Adam.</summary>
    [Setting("learning rate of Adam", "zjunlp/EasyEdit, lr")]
    public double LearningRate { get; init; } = 5e-3;

    /// <summary>How strongly factors are pulled to zero, added to the gradients.</summary>
    [Setting("strength of the L2 penalty, added to the gradients", "zjunlp/EasyEdit, weight_decay")]
    public double WeightDecay { get; init; }

    /// <summary>How many requests are trained on together.</summary>
    [Setting("requests trained on together", "zjunlp/EasyEdit, batch_size")]
    public int BatchSize { get; init; } = 1;

    /// <summary>Training ends when the mean loss is below this; 0 for all steps.</summary>
    [Setting("mean loss below which training ends; 0: all steps", "zjunlp/EasyEdit trains all steps")]
    public double LossThreshold { get; init; }

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        OptionRange.Require(Rank >= 1, nameof(Rank), Rank, "at least 1");
        OptionRange.Require(Alpha > 0 && double.IsFinite(Alpha), nameof(Alpha), Alpha, "above 0");
        OptionRange.Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "0 or more and below 1");
        OptionRange.Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        OptionRange.Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        OptionRange.Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "above 0");
        OptionRange.Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "0 or more");
        OptionRange.Require(!double.IsNaN(LossThreshold), nameof(LossThreshold), LossThreshold, "a number");
    }
}

/// <summary>What the factors of an adapter begin with; B is zero, so that the model begins as it is.</summary>
public enum LowRankStart
{
    /// <summary>A uniform within ±1/√inputs, PEFT's default.</summary>
    Kaiming,

    /// <summary>A normal with the standard deviation 1/rank.</summary>
    Gaussian,
}

/// <summary>The form of a low-rank change.</summary>
public enum LowRankKind
{
    /// <summary>B·A (Hu et al. 2022).</summary>
    Lora,

    /// <summary>
    /// B·diag(e)·A with a penalty that keeps the factors orthogonal (Zhang et al. 2023), without pruning ranks, as EasyEdit trains
    /// it. PEFT's AdaLoRA takes the rank 12 whatever the file says: set it where its numbers matter.
    /// </summary>
    AdaLora,
}
