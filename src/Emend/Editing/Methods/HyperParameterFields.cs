namespace Emend.Editing.Methods;

/// <summary>What the fields of EasyEdit's, rome's and memit's hyper-parameter files for one method mean here.</summary>
public sealed record HyperParameterFields
{
    /// <summary>What EasyEdit's field <c>alg_name</c> and the folders of hyper-parameters call the method, for example <c>R-ROME</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The option that a field sets, by the field's name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>What a value is called here, where it has another name, by <c>field=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The only value supported of fields that have no option, by the field's name; lists are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields that choose one option together; null for methods that have none.</summary>
    public JointFields? Joint { get; init; }

    /// <summary>Fields of this method's files that change nothing that is computed here, besides those of <see cref="Everywhere"/>.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>
    /// Fields that change nothing that is computed here, whatever the method: the architecture knows the modules, the caller the
    /// model and the statistics.
    /// </summary>
    public static IReadOnlyList<string> Everywhere { get; } =
    [
        "model_name", "model_type", "model_class", "tokenizer_class", "tokenizer_name",
        "stats_dir", "device", "model_parallel", "fp16", "bf16", "max_length", "batch_size",
        "rewrite_module_tmp", "layer_module_tmp", "mlp_module_tmp", "attn_module_tmp", "ln_f_module", "lm_head_module",
        "mom2_dataset", "mom2_n_samples", "mom2_dtype",
    ];
}
