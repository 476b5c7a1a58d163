using System.Text.Json;
using System.Text.Json.Nodes;
using Emend.Files;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

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
    [InlineData("""{"peft_type":"LORA","use_dora":true,"r":4}""", "no lora_magnitude_vector")]
    [InlineData("""{"peft_type":"ADALORA","r":4}""", "'ADALORA'")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"init_lora_weights":"pissa_niter_4"}""", "init_lora_weights 'pissa_niter_4'")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"layer_replication":[[0,2],[1,3]]}""", "'layer_replication'")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"use_qalora":true}""", "'use_qalora'")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"alora_invocation_tokens":[1,2]}""", "'alora_invocation_tokens'")]
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

    [Fact]
    public void Load_Takes_Fields_That_Change_Nothing()
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden("gpt2_default"), "adapter_config.json")))!.AsObject();
        config["init_lora_weights"] = true;
        config["peft_version"] = "0.18.0";
        config["use_qalora"] = false;
        config["qalora_group_size"] = 16;
        config["megatron_core"] = "megatron.core";
        config["layers_to_transform"] = new JsonArray(0, 1);
        config["target_parameters"] = null;
        File.Copy(Path.Combine(Golden("gpt2_default"), "adapter_model.safetensors"), folder["adapter_model.safetensors"]);
        File.WriteAllText(folder["adapter_config.json"], config.ToJsonString());
        RequireReferenceValues("gpt2_default", Base("gpt2").With(PeftAdapter.Load(folder, Base("gpt2"))));
    }

    [Theory]
    [InlineData("gpt2", "transformer.h.1.mlp.c_proj")]
    [InlineData("llama", "model.layers.1.mlp.down_proj")]
    public void Load_Gives_The_Rows_Of_A_DoRA_Adapter_The_Lengths_That_It_Learnt(string name, string module)
    {
        var model = Base(name);
        var place = model.Weights[WeightRole.MlpDown, 1];
        var (a, b, lengths) = (Values(1, 3, place.Inputs), Values(2, place.Outputs, 3), Values(3, 1, place.Outputs).Reshape([place.Outputs]).Add(2));
        Write("""{"peft_type":"LORA","r":3,"lora_alpha":6,"use_dora":true}""", (module + ".lora_A.weight", a), (module + ".lora_B.weight", b), (module + ".lora_magnitude_vector", lengths));
        var edited = Rows(model.With(PeftAdapter.Load(folder, model)), place);

        // m · (W + 2·B·A) / ‖W + 2·B·A‖, row by row, in double precision
        var original = Rows(model, place);
        for (var row = 0; row < place.Outputs; row++)
        {
            var direction = Enumerable.Range(0, place.Inputs).Select(column => original[row][column] + (2 * Enumerable.Range(0, 3).Sum(i => (double)b.Values[(row * 3) + i] * a.Values[(i * place.Inputs) + column]))).ToArray();
            var length = Math.Sqrt(direction.Sum(value => value * value));
            for (var column = 0; column < place.Inputs; column++)
                ((double)edited[row][column]).ShouldBe(lengths.Values[row] * direction[column] / length, 1e-5);
        }
    }

    [Fact]
    public void Load_Puts_Trained_Biases_And_Whole_Modules_In_Place_Of_The_Models_Own()
    {
        var model = Base("llama");
        var (norm, head) = (Values(1, 1, model.Architecture.Width).Reshape([model.Architecture.Width]), Values(2, model.Architecture.Vocabulary, model.Architecture.Width));
        var (a, b) = (Values(3, 2, model.Architecture.Width), Values(4, model.Architecture.Vocabulary, 2));
        Write("""{"peft_type":"LORA","r":2,"lora_alpha":2,"modules_to_save":["norm"]}""", ("model.norm.weight", norm), ("lm_head.base_layer.weight", head), ("lm_head.lora_A.weight", a), ("lm_head.lora_B.weight", b));
        var edited = model.With(PeftAdapter.Load(folder, model));
        Difference(edited.Weight("model.norm.weight").ToArray(), norm.ToArray()).ShouldBeLessThan(1e-6);
        Difference(edited.Weight("lm_head.weight").ToArray(), head.Add(b.MatMul(a)).ToArray()).ShouldBeLessThan(1e-6);

        var gpt = Base("gpt2");
        const string Module = "transformer.h.1.mlp.c_proj";
        var (trained, norms, added) = (Values(5, 1, 64).Reshape([64]), Values(6, 1, 64).Reshape([64]), Values(7, 1, 64).Reshape([64]));
        Write(
            """{"peft_type":"LORA","r":1,"lora_alpha":3,"bias":"all","lora_bias":true}""",
            (Module + ".lora_A.weight", Values(8, 1, 256)), (Module + ".lora_B.weight", Values(9, 64, 1)), (Module + ".lora_B.bias", added),
            (Module + ".base_layer.bias", trained), ("transformer.ln_f.bias", norms));
        var changed = gpt.With(PeftAdapter.Load(folder, gpt));
        Difference(changed.Weight(Module + ".bias").ToArray(), trained.Add(added.Multiply(3)).ToArray()).ShouldBeLessThan(1e-6);
        Difference(changed.Weight("transformer.ln_f.bias").ToArray(), norms.ToArray()).ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData("lm_head.weight", "can not be trained apart")]
    [InlineData("transformer.wte.weight", "is the head of")]
    [InlineData("score.weight", "'score.weight', which is no weight of")]
    [InlineData("transformer.wte.lora_embedding_A", "transformer.wte.lora_embedding_A'")]
    [InlineData("transformer.h.1.mlp.c_proj.lora_magnitude_vector", "does not set use_dora")]
    [InlineData("transformer.h.1.mlp.c_proj.lora_E", "no part of an adapter")]
    public void Load_Refuses_By_Name_What_An_Edit_Can_Not_Hold(string tensor, string why)
    {
        var model = Base("gpt2");
        Write("""{"peft_type":"LORA","r":1,"lora_alpha":1}""", (tensor, Tensor.Zeros(model.Weight("transformer.wte.weight").Shape)));
        Should.Throw<InvalidDataException>(() => PeftAdapter.Load(folder, model)).Message.ShouldContain(why);
    }

    private const string Down = "transformer.h.1.mlp.c_proj.weight";

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "lora", name);

    private static LanguageModel Base(string name) =>
        LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", name.Split('_')[0], "model"));

    private static Edit LowRank(int seed, int rank)
    {
        var shape = Base("gpt2").Weight(Down).Shape;
        return new Edit(new EditRecord { Method = "rome" }, [WeightDelta.LowRank(Down, Values(seed, shape[0], rank), Values(seed + 100, rank, shape[1]))]);
    }

    private void Write(string config, params (string Name, Tensor Value)[] tensors)
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, value) in tensors)
            writer.Add("base_model.model." + name, value);
        writer.Save(folder["adapter_model.safetensors"]);
        File.WriteAllText(folder["adapter_config.json"], config);
    }

    private static Tensor Values(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)], [rows, columns]);
    }

    private static float[][] Rows(LanguageModel model, WeightPlace place)
    {
        var values = (place.IsOutputByInput ? model.Weight(place.Name) : model.Weight(place.Name).Transpose()).ToArray();
        return [.. values.Chunk(place.Inputs)];
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
