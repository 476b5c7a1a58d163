using System.Text.Json.Serialization;

namespace Emend.Files;

/// <summary>The file <c>adapter_config.json</c> of a LoRA adapter, with the names and defaults of the PEFT library.</summary>
internal sealed record PeftConfig
{
    public const string FileName = "adapter_config.json";

    [JsonPropertyName("peft_type")]
    public string? Type { get; init; } = "LORA";

    [JsonPropertyName("task_type")]
    public string? Task { get; init; } = "CAUSAL_LM";

    [JsonPropertyName("base_model_name_or_path")]
    public string? BaseModel { get; init; }

    [JsonPropertyName("r")]
    public int Rank { get; init; }

    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; }

    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    [JsonPropertyName("bias")]
    public string? Bias { get; init; } = "none";

    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    [JsonPropertyName("inference_mode")]
    public bool InferenceMode { get; init; } = true;

    [JsonPropertyName("use_rslora")]
    public bool RankStabilized { get; init; }

    [JsonPropertyName("use_dora")]
    public bool Dora { get; init; }

    /// <summary>Ranks of modules that differ from <see cref="Rank"/>; keys are regular expressions for the end of a name.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int>? Ranks { get; init; }

    /// <summary>Scales of modules that differ from <see cref="Alpha"/>; keys as in <see cref="Ranks"/>.</summary>
    [JsonPropertyName("alpha_pattern")]
    public IReadOnlyDictionary<string, double>? Alphas { get; init; }

    /// <summary>A list of names, or a regular expression: read as it is, since the tensors' names say which modules there are.</summary>
    [JsonPropertyName("target_modules")]
    public System.Text.Json.JsonElement TargetModules { get; init; }
}
