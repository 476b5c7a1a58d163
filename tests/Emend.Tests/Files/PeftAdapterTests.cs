using System.Text.Json;
using System.Text.Json.Nodes;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Tests.Files;

public sealed class PeftAdapterTests : IDisposable
{
    // of the largest value: Golden/lora/README.md
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gpt2_default")]
    [InlineData("gpt2_rslora")]
    [InlineData("gpt2_trained")]
    [InlineData("llama_default")]
    [InlineData("llama_rslora")]
    [InlineData("llama_patterns")]
    public void Load_Gives_The_Weights_And_Logits_Of_The_Reference(string name)
    {
        var model = Base(name);
        var edited = model.With(PeftAdapter.Load(Golden(name), model));
        RequireReferenceValues(name, edited);
    }

    [Theory]
    [InlineData("gpt2_rslora")]
    [InlineData("llama_patterns")]
    public void Save_Writes_What_The_Reference_Reads(string name)
    {
        var model = Base(name);
        PeftAdapter.Save(model, [PeftAdapter.Load(Golden(name), model)], folder["out"]);

        // the same names and shapes, scale 1, every rank said
        var written = SafetensorsFile.Open(folder["out/adapter_model.safetensors"]);
        var original = SafetensorsFile.Open(Path.Combine(Golden(name), "adapter_model.safetensors"));
        written.Entries.Select(entry => $"{entry.Name} {entry.Shape}").ShouldBe(original.Entries.Select(entry => $"{entry.Name} {entry.Shape}"), ignoreOrder: true);
        written.Metadata["format"].ShouldBe("pt");
        var config = JsonNode.Parse(File.ReadAllText(folder["out/adapter_config.json"]))!;
        var reference = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden(name), "adapter_config.json")))!;
        foreach (var field in (string[])["peft_type", "task_type", "bias", "fan_in_fan_out", "r", "inference_mode", "use_dora"])
            config[field]!.ToJsonString().ShouldBe(reference[field]!.ToJsonString(), field);
        config["lora_alpha"]!.GetValue<double>().ShouldBe(config["r"]!.GetValue<double>());
        foreach (var entry in written.Entries.Where(entry => entry.Name.EndsWith("lora_A.weight", StringComparison.Ordinal)))
        {
            var module = entry.Name["base_model.model.".Length..^".lora_A.weight".Length];
            config["target_modules"]!.AsArray().Select(node => node!.GetValue<string>()).ShouldContain(module);
            (config["rank_pattern"]![module]?.GetValue<int>() ?? config["r"]!.GetValue<int>()).ShouldBe(entry.Shape[0]);
            (config["alpha_pattern"]![module]?.GetValue<double>() ?? config["lora_alpha"]!.GetValue<double>()).ShouldBe(entry.Shape[0]);
        }

        RequireReferenceValues(name, model.With(PeftAdapter.Load(folder["out"], model)));
    }

    [Fact]
    public void Save_Merges_Several_Edits_And_Gives_The_Same_Model()
    {
        var model = Base("gpt2");
        Edit[] edits = [LowRank(1, 2), LowRank(2, 1)];
        PeftAdapter.Save(model, edits, folder["out"]);
        var once = model.With(PeftAdapter.Load(folder["out"], model)).Weight(Down);
        var twice = model.With(edits[0]).With(edits[1]).Weight(Down);
        Difference(once.ToArray(), twice.ToArray()).ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Save_Refuses_What_An_Adapter_Can_Not_Hold()
    {
        var model = Base("gpt2");
        var dense = new Edit(new EditRecord { Method = "ft" }, [WeightDelta.Full(Down, Tensor.Zeros(model.Weight(Down).Shape))]);
        Should.Throw<InvalidDataException>(() => PeftAdapter.Save(model, [dense], folder["out"])).Message.ShouldContain("is dense");
        var table = new Edit(new EditRecord { Method = "ft" }, [WeightDelta.LowRank("transformer.wte.weight", Tensor.Zeros([model.Architecture.Vocabulary, 1]), Tensor.Zeros([1, model.Architecture.Width]))]);
        Should.Throw<InvalidDataException>(() => PeftAdapter.Save(model, [table], folder["out"])).Message.ShouldContain("no matrix of a block");
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"peft_type":"IA3"}""", "'IA3'")]
    [InlineData("""{"peft_type":"LORA","use_dora":true,"r":4}""", "'DoRA'")]
    [InlineData("""[]""", "not the configuration of an adapter")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"alpha_pattern":{"(":3}}""", "no plain regular expression")]
    public void Load_Refuses_Other_Adapters(string config, string why)
    {
        File.Copy(Path.Combine(Golden("gpt2_default"), "adapter_model.safetensors"), folder["adapter_model.safetensors"]);
        File.WriteAllText(folder["adapter_config.json"], config);
        Should.Throw<InvalidDataException>(() => PeftAdapter.Load(folder, Base("gpt2"))).Message.ShouldContain(why);
    }

    [Fact]
    public void Load_Refuses_An_Adapter_Of_Another_Model()
    {
        Should.Throw<InvalidDataException>(() => PeftAdapter.Load(Golden("llama_patterns"), Base("gpt2"))).Message.ShouldContain("made for another model");
        Should.Throw<FileNotFoundException>(() => PeftAdapter.Load(folder, Base("gpt2"))).Message.ShouldContain("There is no adapter");
    }

    private const string Down = "transformer.h.1.mlp.c_proj.weight";

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "lora", name);

    private static LanguageModel Base(string name) =>
        LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", name.Split('_')[0], "model"));

    private static Edit LowRank(int seed, int rank)
    {
        var random = new Random(seed);
        var shape = Base("gpt2").Weight(Down).Shape;
        Tensor Values(int rows, int columns) => Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)], [rows, columns]);
        return new Edit(new EditRecord { Method = "rome" }, [WeightDelta.LowRank(Down, Values(shape[0], rank), Values(rank, shape[1]))]);
    }

    private static void RequireReferenceValues(string name, LanguageModel edited)
    {
        var golden = SafetensorsFile.Open(Golden(name) + ".safetensors");
        foreach (var entry in golden.Entries.Where(entry => entry.Name.StartsWith("merged_weight/", StringComparison.Ordinal)))
            Difference(edited.Weight(entry.Name["merged_weight/".Length..]).ToArray(), golden.Tensor(entry.Name).ToArray()).ShouldBeLessThan(Tolerance, entry.Name);

        var batch = JsonDocument.Parse(File.ReadAllBytes(Golden(name) + ".json")).RootElement.GetProperty("batch");
        var expected = golden.Tensor(golden.Contains("logits_trained") ? "logits_trained" : "logits"); // [rows, longest, vocabulary]
        var (longest, vocabulary) = (expected.Shape[1], expected.Shape[2]);
        for (var row = 0; row < expected.Shape[0]; row++)
        {
            var length = batch.GetProperty("attention_mask")[row].EnumerateArray().Sum(bit => bit.GetInt32());
            var ids = batch.GetProperty("input_ids")[row].EnumerateArray().Take(length).Select(id => id.GetInt32()).ToArray();
            var logits = edited.Forward(Batch.Single(ids)).Logits;
            Difference(logits.ToArray(), expected.Values.Slice(row * longest * vocabulary, length * vocabulary).ToArray()).ShouldBeLessThan(Tolerance);
        }
    }

    /// <summary>The largest difference, relative to the largest value.</summary>
    private static double Difference(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        return actual.Zip(expected, (a, b) => Math.Abs(a - (double)b)).Max() / expected.Max(value => Math.Abs((double)value));
    }
}
