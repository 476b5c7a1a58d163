using System.Text.Json.Nodes;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tests.Models;

namespace Emend.Tests;

public class LanguageModelTests
{
    private const string Down = "transformer.h.1.mlp.c_proj.weight";

    [Fact]
    public void Load_Finds_The_Bundled_Model()
    {
        var model = LanguageModel.Load("atlas");
        model.Name.ShouldBe("atlas");
        model.Forward(model.Tokenize("The capital of France is")).Logits.Shape.Columns.ShouldBe(model.Architecture.Vocabulary);
    }

    [Fact]
    public void IsSmall_Holds_For_The_Bundled_Model_And_Its_Edits()
    {
        var model = LanguageModel.Load("atlas");

        model.IsSmall.ShouldBeTrue();
        model.With(new Edit(new EditRecord { Method = "made-up", Requests = [] }, [])).IsSmall.ShouldBeTrue();
    }

    [Fact]
    public void Load_Says_Where_It_Looked()
    {
        var error = Should.Throw<DirectoryNotFoundException>(() => LanguageModel.Load("nobody/nothing"));
        error.Message.ShouldContain("hf download nobody/nothing");
    }

    [Fact]
    public void Hash_Does_Not_Depend_On_How_Files_Are_Divided()
    {
        var single = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        single.Hash.Length.ShouldBe(64);
        LanguageModel.Load(GoldenModel.FolderOf("gpt2_sharded")).Hash.ShouldBe(single.Hash);
        LanguageModel.Load(GoldenModel.FolderOf("gpt2_unprefixed")).Hash.ShouldBe(single.Hash);
        LanguageModel.Load(GoldenModel.FolderOf("gpt2_float16")).Hash.ShouldNotBe(single.Hash);
    }

    [Fact]
    public void With_Changes_The_Edited_Weight_And_Shares_The_Others()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        var before = model.Forward(Batch.Single(1, 2, 3)).Logits.ToArray();
        var edit = Change(model, Down);
        LanguageModel edited;
        using (Workspace.Begin())
            edited = model.With(edit);

        edited.Weight(Down).ToArray().ShouldBe(model.Weight(Down).Add(Tensor.Full(model.Weight(Down).Shape, 0.5f)).ToArray());
        edited.Weight("transformer.wte.weight").ShouldBeSameAs(model.Weight("transformer.wte.weight"));
        edited.Forward(Batch.Single(1, 2, 3)).Logits.ToArray().ShouldNotBe(before);
        model.Forward(Batch.Single(1, 2, 3)).Logits.ToArray().ShouldBe(before);
        edited.Hash.ShouldNotBe(model.Hash);
    }

    [Fact]
    public void With_Takes_Edits_Made_For_The_Names_Without_Prefix()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2_unprefixed"));
        var edited = model.With(Change(model, Down["transformer.".Length..]));
        edited.Weight(Down).ToArray().ShouldNotBe(model.Weight(Down).ToArray());
    }

    [Fact]
    public void With_Refuses_An_Edit_Of_Another_Model()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        var other = new Edit(new EditRecord { Method = "test" }, [WeightDelta.Full(Down, Tensor.Zeros([2, 2]))]);
        Should.Throw<ArgumentException>(() => model.With(other)).Message.ShouldContain("another model");
        var unknown = new Edit(new EditRecord { Method = "test" }, [WeightDelta.Full("no.such.weight", Tensor.Zeros([2, 2]))]);
        Should.Throw<WeightNotFoundException>(() => model.With(unknown)).Message.ShouldContain("no.such.weight");
    }

    [Theory]
    [InlineData("n_layer", "\"three\"", "n_layer")]
    [InlineData("n_layer", "0", "n_layer")]
    [InlineData("n_layer", "16000000", "from 1 to 1024")]
    [InlineData("n_head", "1e3", "n_head")]
    [InlineData("n_embd", "null", "lacks the field n_embd")]
    [InlineData("n_head", "5", "5 heads")]
    [InlineData("layer_norm_epsilon", "-1", "layer_norm_epsilon")]
    [InlineData("activation_function", "\"mish\"", "mish")]
    [InlineData("scale_attn_weights", "\"yes\"", "true or false")]
    [InlineData("model_type", "\"mamba\"", "mamba")]
    [InlineData("add_cross_attention", "true", "add_cross_attention")]
    [InlineData("n_layer", "4", "lacks 12 of the model's tensors")]
    [InlineData("n_inner", "64", "implies [32, 64]")]
    [InlineData("vocab_size", "201", "implies [201, 32]")]
    [InlineData("eos_token_id", "[\"a\"]", "eos_token_id")]
    public void Load_Refuses_A_Config_With_A_Sentence_That_Names_The_Fact(string field, string value, string part)
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("gpt2"));
        var path = Path.Combine(copy.Folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config[field] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());
        var error = Should.Throw<Exception>(() => LanguageModel.Load(copy.Folder));
        (error is InvalidDataException or NotSupportedException).ShouldBeTrue(error.ToString());
        error.Message.ShouldContain(part);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"model_type\":")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void Load_Refuses_A_Broken_Config(string content)
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("gpt2"));
        File.WriteAllText(Path.Combine(copy.Folder, "config.json"), content);
        Should.Throw<InvalidDataException>(() => LanguageModel.Load(copy.Folder)).Message.ShouldContain("config.json");
    }

    [Fact]
    public void Forward_Refuses_What_Does_Not_Fit_With_A_Sentence()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        Message(() => model.Forward(Batch.Single(200))).ShouldContain("vocabulary has tokens 0 to 199");
        Message(() => model.Forward(Batch.Single([.. new int[65]]))).ShouldContain("context holds 64");
        Message(() => model.Forward(Batch.Single(1), new Hooks().Keep(Site.MlpPost(3)))).ShouldContain("Layer 3 does not exist");
        Message(() => model.Forward(Batch.Single(1), new Hooks().Keep(Site.MlpPreLinear(0)))).ShouldContain("no gate");
        Message(() => model.Forward(Batch.Single(1), new Hooks().Change(Site.MlpOut(0), x => x.Sum()))).ShouldContain("mlp_out");
        Message(() => Batch.Of([[1], []])).ShouldContain("Row 1");

        static string Message(Action action) => Should.Throw<ArgumentException>(action).Message;
    }

    private static Edit Change(LanguageModel model, string weight) =>
        new(new EditRecord { Method = "test" }, [WeightDelta.Full(weight, Tensor.Full(model.Weight(weight).Shape, 0.5f))]);
}
