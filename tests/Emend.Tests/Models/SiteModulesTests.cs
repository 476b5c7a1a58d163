using System.Text;
using Emend.Models;

namespace Emend.Tests.Models;

/// <summary>docs/sites.md is written by this test: <c>EMEND_WRITE_DOCS=1 dotnet test -c Release tests/Emend.Tests --filter SiteModules</c>.</summary>
public sealed class SiteModulesTests
{
    private static readonly string[] Cases =
    [
        "gpt2", "gpt_neo", "gptj", "gpt_neox", "opt", "opt_post_norm", "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text",
        "phi", "phi3", "olmo2", "starcoder2", "t5", "t5_v1_1", "bart",
    ];

    [Fact]
    public void The_Page_Of_Sites_Says_What_The_Code_Does()
    {
        var path = Path.Combine(RepositoryFolder(), "docs", "sites.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("EMEND_WRITE_DOCS") is { Length: > 0 })
            File.WriteAllText(path, page);
        File.ReadAllText(path).ShouldBe(page, "write it anew with EMEND_WRITE_DOCS=1");
    }

    [Fact]
    public void Of_Names_The_Modules_Of_The_Reference()
    {
        var gpt2 = Describe("gpt2");
        gpt2["blocks.l.mlp.post"].ShouldBe("input of transformer.h.l.mlp.c_proj");
        gpt2["blocks.l.attn.k"].ShouldBe("output of transformer.h.l.attn.c_attn, the keys");
        gpt2["logits"].ShouldBe("final state · transformer.wteᵀ");
        gpt2.ShouldNotContainKey("blocks.l.mlp.pre_linear");
        Describe("phi3")["blocks.l.mlp.pre_linear"].ShouldBe("output of model.layers.l.mlp.gate_up_proj, second half");
        Describe("gemma2")["blocks.l.ln2_post.normalized"].ShouldBe("output of model.layers.l.post_feedforward_layernorm");
        Describe("t5")["blocks.l.cross_attn_out"].ShouldBe("output of decoder.block.l.layer.1.EncDecAttention.o");
    }

    private static Dictionary<string, string> Describe(string name)
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf(name));
        return SiteModules.Of(model.Architecture, model.Weights).ToDictionary(place => place.Site, place => place.Module);
    }

    private static string Page()
    {
        var page = new StringBuilder("""
            # Sites in each family's own modules

            A site means the same in every family ([models.md](models.md) says what). These tables say where it is in the modules that a
            family's checkpoints name; `l` stands for the layer. They are generated from the code that runs the models
            ([SiteModules.cs](../src/Emend/Models/SiteModules.cs)), and a test keeps them so.

            """);
        foreach (var name in Cases)
        {
            var model = LanguageModel.Load(GoldenModel.FolderOf(name));
            Append(page, name, model.Architecture, model.Weights);
            if (model.HasEncoder)
                Append(page, $"{name}, its encoder", model.Architecture.Encoder!, model.Weights.Encoder!);
        }

        foreach (var name in (string[])["bert_mlm", "roberta_mlm", "distilbert_mlm"])
        {
            var model = EncoderModel.Load(GoldenModel.FolderOf(name));
            Append(page, name[..^"_mlm".Length], model.Architecture, model.Weights);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, string title, Architecture architecture, WeightMap weights)
    {
        page.Append($"\n## {title}\n\n| site | where |\n|---|---|\n");
        foreach (var (site, module) in SiteModules.Of(architecture, weights))
            page.Append($"| `{site}` | {module} |\n");
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Emend.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The test runs inside the repository.");
    }
}
