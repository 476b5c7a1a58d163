using Emend.Editing.Training;

namespace Emend.Tests.Editing.Training;

public sealed class TargetModuleTests
{
    [Theory]
    [InlineData("gpt2", "mlp-down", "transformer.h.2.mlp.c_proj")]
    [InlineData("gpt2", "mlp.c_proj", "transformer.h.2.mlp.c_proj")]
    [InlineData("gpt2", "c_proj", "transformer.h.2.attn.c_proj transformer.h.2.mlp.c_proj")]
    [InlineData("gpt2", "transformer.h.{}.mlp.c_proj.weight", "transformer.h.2.mlp.c_proj")]
    [InlineData("gpt2", "transformer.h.{}.mlp", "transformer.h.2.mlp.c_fc transformer.h.2.mlp.c_proj")]
    [InlineData("gpt2", "transformer.h.2.mlp.c_fc", "transformer.h.2.mlp.c_fc")]
    [InlineData("gpt2", "attention", "transformer.h.2.attn.c_attn transformer.h.2.attn.c_proj")]
    [InlineData("llama", "mlp", "model.layers.2.mlp.gate_proj model.layers.2.mlp.up_proj model.layers.2.mlp.down_proj")]
    [InlineData("llama", "query", "model.layers.2.self_attn.q_proj")]
    [InlineData("llama", "model.layers.{}.mlp.down_proj.weight", "model.layers.2.mlp.down_proj")]
    public void Find_Reads_Roles_And_Names(string fixture, string name, string modules) =>
        string.Join(' ', TargetModule.Find(Fixture(fixture), [name], [2]).Select(module => module.Name)).ShouldBe(modules);

    [Fact]
    public void Find_Looks_In_All_Layers_Where_None_Is_Named()
    {
        TargetModule.Find(Fixture("gpt2"), ["mlp-down", "c_fc"], []).Count.ShouldBe(12);
        TargetModule.Find(Fixture("gpt2"), ["block"], [1]).Count.ShouldBe(6, "norms are part of a block");
        TargetModule.Find(Fixture("gpt2"), ["transformer.h.3.mlp.c_proj"], []).ShouldHaveSingleItem().Layer.ShouldBe(3);
        TargetModule.Find(Fixture("llama"), ["mlp-gate@1", "mlp-up@2-3"], []).Select(module => module.Name)
            .ShouldBe(["model.layers.1.mlp.gate_proj", "model.layers.2.mlp.up_proj", "model.layers.3.mlp.up_proj"]);
        Should.Throw<ArgumentException>(() => TargetModule.Find(Fixture("gpt2"), ["mlp-down@7"], [])).Message.ShouldContain("mlp-down@7 matches no weight of");
        Should.Throw<ArgumentException>(() => TargetModule.Find(Fixture("gpt2"), ["transformer.h.3.mlp.c_proj"], [2])).Message.ShouldContain("matches no weight of");
    }

    private static LanguageModel Fixture(string name) => LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", name, "model"));
}
