using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Emend.Files;

/// <summary>The file <c>adapter_config.json</c> of a LoRA adapter, with the names and defaults of the PEFT library.</summary>
internal sealed record PeftConfig
{
    public const string FileName = "adapter_config.json";

    // what says how an adapter was made or is run, and nothing of what it computes
    private static readonly HashSet<string> WithoutEffect =
    [
        "auto_mapping", "corda_config", "ensure_weight_tying", "eva_config", "exclude_modules", "layers_pattern", "layers_to_transform", "loftq_config", "lora_bias",
        "lora_ga_config", "megatron_config", "megatron_core", "modules_to_save", "peft_version", "qalora_group_size", "revision", "runtime_config",
    ];

    // other ways to begin (PiSSA, OLoRA, CorDA, LoftQ, LoRA-GA) take their beginning out of the base model's own weights
    private static readonly HashSet<string> PlainBeginnings = ["gaussian", "eva", "orthogonal", "true", "false"];

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
    public JsonElement TargetModules { get; init; }

    /// <summary>How the factors began: a name, or true and false for PEFT's own way and none.</summary>
    [JsonPropertyName("init_lora_weights")]
    public JsonElement? Beginning { get; init; }

    /// <summary>Every other field.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not sound, or asks for what is not supported; the message names the field.</exception>
    public static PeftConfig Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no adapter: {path} is missing.", path);
        PeftConfig? config;
        try
        {
            config = JsonSerializer.Deserialize(File.ReadAllBytes(path), StoredJson.Default.PeftConfig);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not the configuration of an adapter ({Quoted.Reason(error)}).", error);
        }

        if (config?.Type != "LORA")
            throw new InvalidDataException($"{path} is of the kind {Quoted.Text(config?.Type ?? "")}, but only LoRA adapters are supported.");
        if (config.Beginning is { ValueKind: not JsonValueKind.Null } beginning && !PlainBeginnings.Contains(beginning.ToString().ToLowerInvariant()))
            throw new InvalidDataException($"{path} has init_lora_weights {Quoted.Text(beginning.ToString())}, which changes the base model's own weights too: let PEFT convert the adapter to plain LoRA (path_initial_model_for_weight_conversion).");
        if (config.Others?.FirstOrDefault(field => !WithoutEffect.Contains(field.Key) && IsSet(field.Value)) is { Key: { } unknown } found)
            throw new InvalidDataException($"{path} sets {Quoted.Text(unknown)} to {Quoted.Text(found.Value.ToString())}, which is not supported: an adapter without it would compute something else.");
        return config;
    }

    /// <summary>What B·A of a module is multiplied by.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="rank">The rank of its factors.</param>
    /// <exception cref="InvalidDataException">A pattern is no regular expression.</exception>
    public double Scale(string module, int rank)
    {
        var alpha = Alphas?.FirstOrDefault(pair => Matches(pair.Key, module)) is { Key: not null } special ? special.Value : Alpha;
        return alpha / (RankStabilized ? Math.Sqrt(rank) : rank);
    }

    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    private static bool Matches(string pattern, string module)
    {
        try
        {
            return pattern == module || Regex.IsMatch(module, $@"^(.*\.)?({pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"The pattern {Quoted.Text(pattern)} in {FileName} is no plain regular expression.", error);
        }
    }
}
