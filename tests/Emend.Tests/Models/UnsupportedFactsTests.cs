using System.Text.Json.Nodes;
using Emend.Files;

namespace Emend.Tests.Models;

/// <summary>A config that states what no forward pass here computes is refused by name, in every family.</summary>
public sealed class UnsupportedFactsTests
{
    private static readonly string[] ActivationFields = ["hidden_act", "hidden_activation", "activation_function", "activation", "feed_forward_proj"];

    private static readonly string[] Encoders = ["bert_mlm", "bert_classifier", "bert_sentence", "roberta_mlm", "distilbert_mlm"];

    private static readonly string[] Names = [.. GoldenModel.DecoderNames, "t5", "t5_v1_1", "bart", .. Encoders];

    public static TheoryData<string> All => [.. Names];

    public static TheoryData<string> Rotating => [.. Names.Where(name => LoadArchitecture(GoldenModel.FolderOf(name)).Rotary is not null)];

    public static TheoryData<string> NotRotating => [.. Names.Where(name => LoadArchitecture(GoldenModel.FolderOf(name)).Rotary is null)];

    [Theory]
    [MemberData(nameof(All))]
    public void Quantised_Weights_Are_Refused(string name) =>
        Message(name, config => config["quantization_config"] = JsonNode.Parse("""{"quant_method":"gptq","bits":4}""")).ShouldContain("quantised by 'gptq'");

    [Theory]
    [MemberData(nameof(All))]
    public void Unknown_Activations_Are_Refused(string name) => Message(name, config =>
    {
        foreach (var field in ActivationFields.Where(config.ContainsKey))
            config[field] = "mystery";
    }).ShouldContain("mystery");

    [Theory]
    [MemberData(nameof(Rotating))]
    public void Unknown_Rotations_Are_Refused(string name)
    {
        Message(name, Newer).ShouldContain(name == "gptj" ? "rope_scaling" : "'mystery'");
        Message(name, Older).ShouldContain(name == "gptj" ? "rope_scaling" : "'mystery'");

        static void Newer(JsonObject config)
        {
            // one rotation for all layers, or one for each type of layer
            var rotations = config["rope_parameters"] as JsonObject ?? [];
            foreach (var rotation in rotations.Select(entry => entry.Value).OfType<JsonObject>().DefaultIfEmpty(rotations).ToList())
                rotation["rope_type"] = "mystery";
            if (rotations.Parent is null)
                config["rope_parameters"] = rotations;
        }

        static void Older(JsonObject config)
        {
            config.Remove("rope_parameters");
            config["rope_scaling"] = JsonNode.Parse("""{"type":"mystery","factor":2.0}""");
        }
    }

    [Theory]
    [MemberData(nameof(NotRotating))]
    public void Rotations_Are_Refused_Where_There_Are_None(string name) =>
        Message(name, config => config["rope_scaling"] = JsonNode.Parse("""{"type":"linear","factor":2.0}""")).ShouldContain("rope_scaling");

    [Theory]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("gemma2")]
    [InlineData("gpt2")]
    public void Unknown_Layer_Types_Are_Refused(string name) =>
        Message(name, config => config["layer_types"] = new JsonArray([.. Enumerable.Range(0, LoadArchitecture(GoldenModel.FolderOf(name)).Layers).Select(_ => (JsonNode)"chunked_attention")])).ShouldContain("chunked_attention");

    [Theory]
    [InlineData("bert_mlm", "position_embedding_type", "\"relative_key\"")]
    [InlineData("bert_mlm", "is_decoder", "true")]
    [InlineData("roberta_mlm", "is_decoder", "true")]
    [InlineData("gpt2", "add_cross_attention", "true")]
    [InlineData("gpt2", "pruned_heads", "{\"0\":[1]}")]
    [InlineData("gptj", "rotary", "false")]
    [InlineData("gemma", "use_bidirectional_attention", "true")]
    [InlineData("llama", "layer_types", "[\"sliding_attention\",\"sliding_attention\",\"sliding_attention\"]")]
    public void Other_Facts_Are_Refused(string name, string field, string value) =>
        Message(name, config => config[field] = JsonNode.Parse(value)).ShouldContain(field == "layer_types" ? "sliding_attention" : field);

    [Theory]
    [InlineData(SafetensorsType.I8, "I8")]
    [InlineData(SafetensorsType.F8E4M3, "F8_E4M3")]
    public void Weights_Of_Other_Types_Are_Refused(SafetensorsType type, string shown)
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("gpt2"));
        var path = Path.Combine(copy.Folder, Checkpoint.SingleFile);
        var file = SafetensorsFile.Open(path);
        var writer = new SafetensorsWriter();
        foreach (var entry in file.Entries)
        {
            if (entry.Name.EndsWith("h.0.mlp.c_proj.weight", StringComparison.Ordinal))
                writer.Add(entry.Name, type, entry.Shape, stream => stream.Write(new byte[entry.Shape.Count]));
            else
                writer.Add(file, entry.Name);
        }

        writer.Save(path);
        var message = Should.Throw<InvalidDataException>(() => LanguageModel.Load(copy.Folder)).Message;
        message.ShouldContain("h.0.mlp.c_proj.weight");
        message.ShouldContain($"stored as {shown}");
    }

    private static Emend.Models.Architecture LoadArchitecture(string folder) =>
        Encoders.Contains(Path.GetFileName(folder)) ? EncoderModel.Load(folder).Architecture : LanguageModel.Load(folder).Architecture;

    private static string Message(string name, Action<JsonObject> change)
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf(name));
        var path = Path.Combine(copy.Folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
        var message = Should.Throw<NotSupportedException>(() => Encoders.Contains(name) ? (object)EncoderModel.Load(copy.Folder) : LanguageModel.Load(copy.Folder)).Message;
        message.ShouldEndWith(".");
        message.ShouldContain("config.json");
        return message;
    }
}
