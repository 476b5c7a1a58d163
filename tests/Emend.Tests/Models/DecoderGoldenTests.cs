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
        var batch = golden.Values.Batch("left.input_ids", "left.attention_mask");
        golden.ShouldEqual("left.last_logits", GoldenModel.LastLogits(golden.Model, batch));
    }

    [Theory]
    [MemberData(nameof(Full))]
    public void Loss_Gives_The_Gradients_Of_Weights(string name)
    {
        var golden = GoldenModel.Open(name);
        golden.Values.ShouldHoldGradients(golden.Model.Weight, parameters => golden.Model.With(parameters).Loss(golden.Batch));
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
        var sites = golden.Values.Sites;
        var run = golden.Model.Forward(golden.Batch, new Hooks().Keep(sites.Values));
        golden.ShouldHold("logits", run.Logits);
        golden.ShouldEqual("loss", golden.Model.Loss(golden.Batch));
        foreach (var (name, site) in sites)
        {
            if (site.Kind == SiteKind.Pattern)
                golden.Values.ShouldHoldPattern(name, run[site], golden.Batch, golden.Batch);
            else
                golden.ShouldHold(name, run[site]);
        }

        sites.Count.ShouldBeGreaterThanOrEqualTo(7 * golden.Model.Architecture.Layers);
    }
}
