using System.Text;
using Emend.Editing.AlphaEdit;
using Emend.Editing.Methods;
using Emend.Models;
using Emend.Models.Families;

namespace Emend.Tests.Editing.Methods;

/// <summary>Which published settings a model gets, from the facts that the published configs state.</summary>
public class KnownModelTests
{
    private const string Llama2 = """
        {"model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 11008, "num_attention_heads": 32,
         "vocab_size": 32000, "max_position_embeddings": 4096}
        """;

    private const string Llama3 = """
        {"model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8,
         "vocab_size": 128256, "max_position_embeddings": 8192}
        """;

    private const string Mistral = """
        {"model_type": "mistral", "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8,
         "vocab_size": 32000, "max_position_embeddings": 32768}
        """;

    private const string Gpt2Xl = """{"model_type": "gpt2", "n_layer": 48, "n_embd": 1600, "n_head": 25, "vocab_size": 50257, "n_positions": 1024}""";

    private const string T5Large = """{"model_type": "t5", "num_layers": 24, "d_model": 1024, "d_ff": 4096, "d_kv": 64, "num_heads": 16, "vocab_size": 32128}""";

    private const string T53B = """{"model_type": "t5", "num_layers": 24, "d_model": 1024, "d_ff": 16384, "d_kv": 128, "num_heads": 32, "vocab_size": 32128}""";

    [Theory]
    [InlineData("rome", Llama2, "Llama 2 7B")]
    [InlineData("r-rome", Llama3, "Llama 3 8B")]
    [InlineData("rome", Mistral, "Mistral 7B")]
    [InlineData("rome", Gpt2Xl, "GPT-2 XL")]
    [InlineData("memit", Llama3, "Llama 3 8B")]
    [InlineData("memit-csk", Gpt2Xl, "GPT-2 XL")]
    [InlineData("memit-csk", Llama2, null)]
    [InlineData("alphaedit", Llama2, null)] // of the same layers and width as Llama 3 8B, which has settings
    [InlineData("alphaedit", Llama3, "Llama 3 8B")]
    [InlineData("alphaedit", Mistral, null)]
    [InlineData("emmet", Llama2, "Llama 2 7B")]
    [InlineData("emmet", Llama3, null)]
    [InlineData("pmet", Mistral, null)]
    [InlineData("kn", Mistral, "Mistral 7B")]
    [InlineData("lora", Llama3, "Llama 3 8B")]
    [InlineData("lora", Mistral, null)]
    [InlineData("ultraedit", Mistral, "Mistral 7B")]
    [InlineData("ultraedit", Llama2, null)]
    [InlineData("ft-m", T53B, "T5 3B")]
    [InlineData("ft-m", T5Large, null)]
    [InlineData("ft", Llama2, "Llama 2 7B")]
    [InlineData("ft-l", Gpt2Xl, "GPT-2 XL")]
    [InlineData("ft-l", Llama2, null)]
    public void PublishedFor_NamesTheModel_WhoseSettingsTheseAre(string method, string config, string? name) =>
        MethodList.Find(method).PublishedFor(Facts(config)).ShouldBe(name);

    [Fact]
    public void PublishedFor_TellsWhatIsTrainedOnByItsFamilyAndShape()
    {
        var longer = Facts(Llama2) with { Vocabulary = 32016, Context = 16384 };
        MethodList.Find("memit").PublishedFor(longer).ShouldBe("Llama 2 7B");
        MethodList.Find("memit").PublishedFor(longer with { Family = "qwen2" }).ShouldBeNull();
    }

    [Fact]
    public void For_TakesTheSettingsOfTheModelItself()
    {
        var published = new PublishedSettings<AlphaEditOptions>((KnownModel.Llama2, new() { Steps = 1 }), (KnownModel.Llama3, new() { Steps = 2 }));
        published.For(Facts(Llama2))!.Steps.ShouldBe(1);
        published.For(Facts(Llama3))!.Steps.ShouldBe(2);
        published.For(Facts(Mistral)).ShouldBeNull();
    }

    private static Architecture Facts(string config)
    {
        var parsed = ModelConfig.Parse(Encoding.UTF8.GetBytes(config), "config.json");
        return FamilyList.Of(parsed).Read(parsed);
    }
}
