using Emend.Editing.Training;

namespace Emend.Editing.UltraEdit;

/// <summary>The settings of UltraEdit; the defaults are the released ones (XiaojieGu/UltraEdit, config).</summary>
public sealed record UltraEditOptions
{
    /// <summary>The layers that are changed; empty for those that the modules name, or all.</summary>
    [Setting("layers that are changed; empty: those that modules name, or all", "XiaojieGu/UltraEdit, edit_modules")]
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>The matrices that are changed, by role or by the checkpoint's names, each with layers of its own if it names them (<c>mlp-gate@11-15</c>); empty for the model's default.</summary>
    [Setting("matrices that are changed, as mlp-down or mlp-gate@11-15, or the checkpoint's names; empty: the model's default", "XiaojieGu/UltraEdit, edit_modules")]
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The step η: a token's pseudo-value is −η‖ĥ‖²ĝ.</summary>
    [Setting("step: a token's change is −step · ‖normalised input‖² · normalised gradient", "XiaojieGu/UltraEdit, editor.lr")]
    public double LearningRate { get; init; } = 1e-6;

    /// <summary>How many requests are solved for together; more are edited turn by turn.</summary>
    [Setting("requests of a turn, which are solved for together", "XiaojieGu/UltraEdit, num_seq and n_edits")]
    public int TurnSize { get; init; } = 100;

    /// <summary>How many requests of a turn share a mean loss.</summary>
    [Setting("requests that share a mean loss", "XiaojieGu/UltraEdit, dataset.batch_size")]
    public int BatchSize { get; init; } = 10;

    /// <summary>λ in (HHᵀ + λI)⁻¹: how much smaller inputs are trusted less.</summary>
    [Setting("λ of the regularised solution", "XiaojieGu/UltraEdit: 1")]
    public double Lambda { get; init; } = 1;

    /// <summary>Which tokens are keys.</summary>
    [Setting("tokens that are keys: answer (those that predict the target) or all (EasyEdit)", "XiaojieGu/UltraEdit, token: ans; zjunlp/EasyEdit, token: mask")]
    public UltraEditTokens Tokens { get; init; } = UltraEditTokens.Answer;

    /// <summary>Which token ids a target consists of.</summary>
    [Setting("token ids of a target: plain, or easy-edit (tokenized by itself, and padding that counts)", "zjunlp/EasyEdit, models/ultraedit")]
    public TargetTokens TargetTokens { get; init; } = TargetTokens.Plain;

    /// <summary>From where positions are counted.</summary>
    [Setting("positions counted from each row's start (own), or from the padding on its left (left-padded)", "zjunlp/EasyEdit, models/ultraedit")]
    public RowPositions Positions { get; init; } = RowPositions.Own;

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        OptionRange.Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "above 0");
        OptionRange.Require(Lambda > 0 && double.IsFinite(Lambda), nameof(Lambda), Lambda, "above 0");
        OptionRange.Require(TurnSize >= 1, nameof(TurnSize), TurnSize, "at least 1");
        OptionRange.Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
    }
}

/// <summary>Which tokens UltraEdit takes as keys.</summary>
public enum UltraEditTokens
{
    /// <summary>Those that predict a token of the target, as the released code does.</summary>
    Answer,

    /// <summary>All tokens of prompt and target, as EasyEdit does.</summary>
    All,
}
