using System.Text.Json;
using Emend.Editing.Methods;

namespace Emend.Cli.Tests.Commands;

public sealed class ModelsCommandTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "models", "gpt2");

    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task List_Has_The_Bundled_Model()
    {
        (await emend.RunAsync("models", "list", "--json")).ShouldBe(0);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("models")[0].GetProperty("name").GetString().ShouldBe("atlas");
    }

    [Fact]
    public async Task Show_Says_What_A_Model_Is()
    {
        (await emend.RunAsync("models", "show", Golden, "--json")).ShouldBe(0);
        var model = JsonDocument.Parse(emend.Output).RootElement;
        model.GetProperty("family").GetString().ShouldBe("gpt2");
        model.GetProperty("layers").GetInt32().ShouldBe(3);
        model.GetProperty("width").GetInt32().ShouldBe(32);
        (await emend.RunAsync("models", "show")).ShouldBe(0);
        emend.Output.ShouldContain("atlas");
    }

    [Fact]
    public async Task Methods_Say_Where_Their_Defaults_Come_From()
    {
        (await emend.RunAsync("methods", "rome", "--json")).ShouldBe(0);
        Source().ShouldBe("editing.json beside the model");
        (await emend.RunAsync("methods", "rome", "-m", Golden, "--json")).ShouldBe(0);
        Source().ShouldBe("the method's rule for models without published settings");
        (await emend.RunAsync("methods", "rome", "-m", Golden)).ShouldBe(0);
        emend.Error.ShouldContain("These defaults for gpt2: the method's rule");

        string? Source() => JsonDocument.Parse(emend.Output).RootElement.GetProperty("methods")[0].GetProperty("defaultsFrom").GetString();
    }

    [Fact]
    public void SourceOf_Names_The_Model_Whose_Settings_Were_Published()
    {
        var facts = LanguageModel.Load(Golden).Architecture with { Layers = 48, Width = 1600, Hidden = 6400 };
        MethodLayers.SourceOf(MethodList.Find("r-rome"), facts, new HashSet<string>()).ShouldBe("published for GPT-2 XL");
        MethodLayers.SourceOf(MethodList.Find("r-rome"), facts, new HashSet<string> { "rome" }).ShouldBe("editing.json beside the model");
    }

    [Fact]
    public async Task Check_Compares_Every_Tensor_Of_The_Reference()
    {
        (await emend.RunAsync("models", "check", Golden, "--reference", Path.Combine(Golden, "golden.safetensors"), "--json")).ShouldBe(0);
        var report = JsonDocument.Parse(emend.Output).RootElement;
        report.GetProperty("passed").GetBoolean().ShouldBeTrue();
        var names = report.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()).ToList();
        names.ShouldContain("logits");
        names.ShouldContain("attn_pattern.2");
        names.ShouldContain("left.last_logits");
        names.ShouldContain("greedy.1");
        names.ShouldContain("grad.transformer.wte.weight");
        names.ShouldContain("hvp.value");
        names.ShouldContain("meta.first_order_grad");
    }

    [Fact]
    public async Task Check_Ends_With_3_Beyond_The_Tolerance()
    {
        (await emend.RunAsync("models", "check", Golden, "--tolerance", "1e-9")).ShouldBe(3);
        emend.Output.ShouldContain("differs");
    }

    [Fact]
    public async Task Check_Without_A_Reference_Loads_And_Runs()
    {
        (await emend.RunAsync("models", "check", "atlas")).ShouldBe(0);
        emend.Output.ShouldContain("atlas loads and runs.");
    }

    [Fact]
    public async Task A_Missing_Model_Says_Where_It_Was_Looked_For()
    {
        (await emend.RunAsync("models", "show", "no-such-model")).ShouldBe(1);
        emend.Error.ShouldContain("searched:");
        (await emend.RunAsync("models")).ShouldBe(2);
        emend.Error.ShouldStartWith("emend: models needs one of list, show, check.");
    }
}
