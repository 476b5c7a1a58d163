using System.Text.Json;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>A decoder's case of Golden/models: a checkpoint and what the reference implementation computes with it.</summary>
internal sealed class GoldenModel
{
    public const float ValueTolerance = GoldenValues.ValueTolerance;
    public const float GradientTolerance = GoldenValues.GradientTolerance;

    private GoldenModel(string folder, LanguageModel model)
    {
        Folder = folder;
        Model = model;
        Values = new GoldenValues(folder);
        Batch = Values.Batch("input_ids", "attention_mask");
    }

    /// <summary>The cases of decoders that hold every site.</summary>
    public static TheoryData<string> Decoders => [.. DecoderNames];

    public static string[] DecoderNames =>
    [
        "gpt2", "gpt2_scaled", "gpt2_inner", "gpt_neo", "gptj", "gpt_neox", "gpt_neox_sequential", "opt", "opt_post_norm",
        "llama", "llama_gqa_rope3", "llama_linear", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text",
        "phi", "phi3", "phi3_longrope", "olmo2", "starcoder2",
    ];

    public string Folder { get; }

    public LanguageModel Model { get; }

    public GoldenValues Values { get; }

    public Batch Batch { get; }

    public JsonElement Facts => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden.json"))).RootElement;

    public static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "models", name);

    public static GoldenModel Open(string name) => new(FolderOf(name), LanguageModel.Load(FolderOf(name)));

    public static bool HasLegacyConfig(string name) => File.Exists(Path.Combine(FolderOf(name), "config.legacy.json"));

    /// <summary>The case with the config that an older release would have written.</summary>
    public static GoldenModel OpenLegacy(string name)
    {
        using var copy = TemporaryModel.WithLegacyConfig(FolderOf(name));
        return new GoldenModel(FolderOf(name), LanguageModel.Load(copy.Folder));
    }

    /// <summary>The ids of an unpadded row.</summary>
    public int[] Ids(string name) => Values.Ids(name);

    public void ShouldHold(string name, Tensor actual) => Values.ShouldHold(name, actual, Batch);

    public void ShouldEqual(string name, Tensor actual, float tolerance = ValueTolerance) => Values.ShouldEqual(name, actual, tolerance);

    /// <summary>The batch's logits of each row's last token [rows, vocabulary].</summary>
    public static Tensor LastLogits(LanguageModel model, Batch batch) => model.Forward(batch).Logits.GatherRows(batch.LastTokens);
}
