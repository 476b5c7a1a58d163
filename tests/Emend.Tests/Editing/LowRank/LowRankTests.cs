using Emend.Editing;
using Emend.Editing.LowRank;
using Emend.Editing.Methods;
using Emend.Files;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.LowRank;

public sealed class LowRankTests : IDisposable
{
    private static readonly LanguageModel Model = LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2", "model"));
    private static readonly EditRequest Request = new("The mother tongue of {} is", "Michel Godard", "Dutch");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EditAsync_Gives_What_Peft_Reads()
    {
        var edit = await new LowRankAdaptation(Model, new LowRankOptions { Modules = ["c_attn", "mlp.c_proj"], Layers = [1, 2], Rank = 3, Steps = 10 }).EditAsync([Request]);
        edit.Deltas.Select(delta => delta.Rank).ShouldBe([3, 3, 3, 3]);
        PeftAdapter.Save(Model, [edit], folder["adapter"]);
        var loaded = PeftAdapter.Load(folder["adapter"], Model);
        foreach (var delta in edit.Deltas)
            loaded[delta.Weight]!.ApplyTo(Model.Weight(delta.Weight)).ToArray().ShouldBe(delta.ApplyTo(Model.Weight(delta.Weight)).ToArray());
    }

    [Theory]
    [InlineData(LowRankKind.Lora, LowRankStart.Gaussian, 0.0, true)]
    [InlineData(LowRankKind.AdaLora, LowRankStart.Kaiming, 0.1, false)]
    public async Task EditAsync_Learns_In_Every_Form(LowRankKind kind, LowRankStart start, double dropout, bool stabilized)
    {
        var options = new LowRankOptions { Modules = ["c_attn"], Kind = kind, Start = start, Dropout = dropout, RankStabilized = stabilized, Steps = 60, LearningRate = 1e-2, LossThreshold = 0.05 };
        var edit = await new LowRankAdaptation(Model, options).EditAsync([Request]);
        Model.With(edit).Score(Request.Text, Request.SpacedTarget)[0].Probability.ShouldBeGreaterThan(0.5);
        edit.Deltas.ShouldAllBe(delta => delta.Rank == 8);
    }

    [Theory]
    [InlineData("rank", "0", "must be at least 1")]
    [InlineData("dropout", "1", "below 1")]
    [InlineData("modules", "attn-norm", "matches no weight")]
    [InlineData("modules", "ln_1", "the names of matrices")]
    public void Constructor_Refuses_What_Makes_No_Sense(string option, string value, string why) =>
        Should.Throw<ArgumentException>(() => new LowRankAdaptation(Model, OptionSet.With(new LowRankOptions(), [new(option, value)]))).Message.ShouldContain(why);

    [Fact]
    public void Files_Of_EasyEdit_Are_Read()
    {
        // origin: EasyEdit, hparams/LoRA/llama3-8b.yaml (MIT)
        File.WriteAllText(folder["lora.yaml"], """
            alg_name: "LoRA"
            model_name: "./hugging_cache/llama-3-8b-instruct"
            device: 0
            lora_type: "adalora"
            layers: []
            num_steps: 70
            batch_size: 1
            max_length: 50
            lr: 5e-3
            weight_decay: 0
            kl_factor: 0
            rank: 8
            lora_alpha: 32
            lora_dropout: 0.1
            norm_constraint: false
            target_modules: ["q_proj", "v_proj"]  #["up_proj", "down_proj"]
            model_parallel: false
            """);
        var options = OptionSet.With(new LowRankOptions { Layers = [1] }, HyperParameterFile.Read(folder["lora.yaml"], MethodList.Find("rome")).Options);
        options.Modules.ShouldBe(["q_proj", "v_proj"]);
        options.Layers.ShouldBeEmpty();
        options.ShouldBe(new LowRankOptions { Kind = LowRankKind.AdaLora, Modules = options.Modules, Layers = options.Layers });
    }
}
