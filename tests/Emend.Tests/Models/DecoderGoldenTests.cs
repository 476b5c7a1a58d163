using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>Every value of Golden/models for decoders; tolerances and their evidence are in the README there.</summary>
public class DecoderGoldenTests
{
    public static TheoryData<string> Full => GoldenModel.Decoders;

    public static TheoryData<string> Legacy => [.. GoldenModel.DecoderNames.Where(GoldenModel.HasLegacyConfig)];

    public static TheoryData<string> Stored =>
        ["gpt2_unprefixed", "gpt2_float16", "gpt2_bfloat16", "gpt2_sharded", "llama_float16", "llama_bfloat16", "llama_sharded"];

    [Theory]
    [MemberData(nameof(Full))]
    public void Forward_Gives_Every_Site(string name) => CheckSites(GoldenModel.Open(name));

    [Theory]
    [MemberData(nameof(Legacy))]
    public void Forward_Reads_Configs_Of_Older_Releases(string name) => CheckSites(GoldenModel.OpenLegacy(name));

    [Theory]
    [MemberData(nameof(Full))]
    public void Forward_Does_Not_Depend_On_Padding(string name)
    {
        var golden = GoldenModel.Open(name);
        var batch = golden.Unpadded("left.input_ids", "left.attention_mask");
        golden.ShouldEqual("left.last_logits", GoldenModel.LastLogits(golden.Model, batch));
    }

    [Theory]
    [MemberData(nameof(Full))]
    public void Loss_Gives_The_Gradients_Of_Weights(string name)
    {
        var golden = GoldenModel.Open(name);
        var names = golden.Values.Entries.Where(entry => entry.Name.StartsWith("grad.", StringComparison.Ordinal)).Select(entry => entry.Name["grad.".Length..]).ToList();
        names.ShouldNotBeEmpty();
        var parameters = names.ToDictionary(weight => weight, weight => golden.Model.Weight(weight).AsParameter());
        var loss = golden.Model.With(parameters).Loss(golden.Batch);
        var gradients = Gradients.Of(loss, [.. names.Select(weight => parameters[weight])]);
        for (var i = 0; i < names.Count; i++)
            golden.ShouldEqual("grad." + names[i], gradients[i], GoldenModel.GradientTolerance);
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void Forward_Reads_Every_Storage(string name)
    {
        var golden = GoldenModel.Open(name);
        var run = golden.Model.Forward(golden.Batch, new Hooks().Keep(Site.FinalNorm));
        golden.ShouldHold("logits", run.Logits);
        golden.ShouldHold("final_norm", run[Site.FinalNorm]);
        golden.ShouldEqual("loss", golden.Model.Loss(golden.Batch));
    }

    [Fact]
    public void Forward_Rotates_Short_Rows_By_The_Short_Factors()
    {
        var golden = GoldenModel.Open("phi3_longrope");
        var row = golden.Ids("short.input_ids");
        golden.ShouldEqual("short.logits", golden.Model.Forward(Batch.Single(row)).Logits);
        var together = golden.Model.Forward(Batch.Of(golden.Batch.Row(0).ToArray(), row), new Hooks().Keep(Site.Logits));
        golden.ShouldEqual("short.logits", together.Row(Site.Logits, 1));
    }

    private static void CheckSites(GoldenModel golden)
    {
        var sites = new Dictionary<string, Site>();
        foreach (var entry in golden.Values.Entries)
        {
            if (SiteOf(entry.Name) is { } site)
                sites.Add(entry.Name, site);
        }

        var run = golden.Model.Forward(golden.Batch, new Hooks().Keep(sites.Values));
        golden.ShouldHold("logits", run.Logits);
        golden.ShouldEqual("loss", golden.Model.Loss(golden.Batch));
        foreach (var (name, site) in sites)
        {
            if (site.Kind == SiteKind.Pattern)
                golden.ShouldHoldPattern(name, run, site);
            else
                golden.ShouldHold(name, run[site]);
        }

        sites.Count.ShouldBeGreaterThanOrEqualTo(7 * golden.Model.Architecture.Layers);
    }

    private static Site? SiteOf(string name)
    {
        var parts = name.Split('.');
        if (name == "final_norm")
            return Site.FinalNorm;
        if (parts.Length != 2 || !int.TryParse(parts[1], out var layer))
            return null;
        return parts[0] switch
        {
            "resid_pre" => Site.ResidPre(layer),
            "resid_post" => Site.ResidPost(layer),
            "attn_pattern" => Site.Pattern(layer),
            "attn_out" => Site.AttentionOut(layer),
            "attn_out_normed" => Site.AttentionOutNormed(layer),
            "mlp_pre" => Site.MlpPre(layer),
            "mlp_pre_linear" => Site.MlpPreLinear(layer),
            "mlp_post" => Site.MlpPost(layer),
            "mlp_out" => Site.MlpOut(layer),
            "mlp_out_normed" => Site.MlpOutNormed(layer),
            _ => null,
        };
    }
}
