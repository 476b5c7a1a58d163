using Emend.Generation;
using Emend.Models;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>Every value of Golden/models for models with an encoder and a decoder.</summary>
public class EncoderDecoderGoldenTests
{
    public static TheoryData<string> Cases => ["t5", "t5_v1_1", "bart"];

    public static TheoryData<string> Legacy => ["t5", "t5_v1_1"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_Gives_Every_Site(string name) => CheckSites(new GoldenValues(GoldenModel.FolderOf(name)), LanguageModel.Load(GoldenModel.FolderOf(name)));

    [Theory]
    [MemberData(nameof(Legacy))]
    public void Forward_Reads_Configs_Of_Older_Releases(string name)
    {
        using var copy = TemporaryModel.WithLegacyConfig(GoldenModel.FolderOf(name));
        CheckSites(new GoldenValues(GoldenModel.FolderOf(name)), LanguageModel.Load(copy.Folder));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_Gives_The_Gradients_Of_Weights(string name)
    {
        var (values, model) = Open(name);
        var (prompts, answers) = Batches(values);
        values.ShouldEqual("loss", model.Loss(prompts, answers));
        values.ShouldHoldGradients(model.Weight, parameters => model.With(parameters).Loss(prompts, answers));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_Gives_The_Greedy_Tokens_Of_The_Reference(string name)
    {
        var (values, model) = Open(name);
        var prompts = Batch.Of(values.Ids("greedy.0.prompt"), values.Ids("greedy.1.prompt"), values.Ids("greedy.2.prompt"));
        var together = model.Generate(prompts, new GenerationOptions { MaximumTokens = 16 });
        for (var row = 0; row < 3; row++)
        {
            together[row].Ids.ShouldBe(values.Ids($"greedy.{row}"));
            model.Generate(Batch.Single(prompts.Row(row).ToArray()), new GenerationOptions { MaximumTokens = 16 })[0].Ids.ShouldBe(values.Ids($"greedy.{row}"));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_Gives_What_The_Loss_Gives(string name)
    {
        var (values, model) = Open(name);
        var (prompts, answers) = Batches(values);
        var scored = model.Score([.. Enumerable.Range(0, prompts.Rows).Select(row => new ScoreQuery(prompts.Row(row).ToArray(), [answers.Row(row).ToArray(), [3], answers.Row(0).ToArray()]))]);
        (-scored.Sum(row => row[0].Sum) / answers.Tokens).ShouldBe(model.Loss(prompts, answers).Item(), 1e-5);
        scored[1][2].Sum.ShouldBe(-model.Loss(Batch.Single(prompts.Row(1).ToArray()), Batch.Single(answers.Row(0).ToArray())).Item() * answers.Length(0), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_Site_Is_Met_Once_And_Changing_It_Changes_The_Logits(string name)
    {
        var (values, model) = Open(name);
        var (prompts, answers) = Batches(values);
        var clean = model.Forward(prompts, answers).Logits.ToArray();
        foreach (var site in DecoderContractTests.SitesOf(model.Architecture).Concat(DecoderContractTests.SitesOf(model.Architecture, inEncoder: true)))
        {
            var met = 0;
            var changed = model.Forward(prompts, answers, new Hooks().Keep(site).Change(site, x =>
            {
                met++;
                return x.Multiply(0.5f).Add(0.25f);
            }));
            met.ShouldBe(1, site.ToString());
            changed.Logits.ToArray().ShouldNotBe(clean, site.ToString());
            changed[site].Shape[0].ShouldBe(site.InEncoder ? prompts.Tokens : answers.Tokens, site.ToString());
        }
    }

    [Fact]
    public void Distances_Share_Buckets_As_In_The_Reference()
    {
        var (values, _) = Open("t5");
        var facts = new RelativeFacts(8, 12); // the case's config
        foreach (var (stack, isCausal) in new[] { ("encoder", false), ("decoder", true) })
        {
            var model = Open("t5").Model;
            var table = model.Weight($"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
            var expected = values.File.Tensor($"{stack}.position_bias"); // [1, heads, queries, keys]
            var (heads, queries, keys) = (expected.Shape[1], expected.Shape[2], expected.Shape[3]);
            for (var head = 0; head < heads; head++)
            {
                for (var query = 0; query < queries; query++)
                {
                    for (var key = 0; key < keys; key++)
                    {
                        expected.Values[(((head * queries) + query) * keys) + key]
                            .ShouldBe(table.Values[(RelativeBias.Bucket(key - query, facts, isCausal) * heads) + head]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Forward_Refuses_Half_Of_The_Input_With_A_Sentence()
    {
        var model = Open("t5").Model;
        Should.Throw<ArgumentException>(() => model.Forward(Batch.Single(1))).Message.ShouldContain("reads an encoder");
        var decoder = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        Should.Throw<InvalidOperationException>(() => decoder.Forward(Batch.Single(1), Batch.Single(1))).Message.ShouldContain("no encoder");
        Should.Throw<ArgumentException>(() => decoder.Forward(Batch.Single(1), new Hooks().Keep(Site.MlpOut(0).OfEncoder))).Message.ShouldContain("no encoder");
        Should.Throw<NotSupportedException>(() => EncoderModel.Load(GoldenModel.FolderOf("t5"))).Message.ShouldContain("LanguageModel");
    }

    private static void CheckSites(GoldenValues values, LanguageModel model)
    {
        var (prompts, answers) = Batches(values);
        var sites = values.Sites;
        sites.Count.ShouldBeGreaterThan(30);
        var run = model.Forward(prompts, answers.ShiftedAfter(model.Architecture.StartToken), new Hooks().Keep(sites.Values));
        values.ShouldHold("logits", run.Logits, answers);
        foreach (var (name, site) in sites)
        {
            var rows = site.InEncoder ? prompts : answers;
            if (site.Kind is SiteKind.Pattern or SiteKind.CrossPattern)
                values.ShouldHoldPattern(name, run[site], rows, site.Kind == SiteKind.CrossPattern ? prompts : rows);
            else
                values.ShouldHold(name, run[site], rows);
        }
    }

    private static (GoldenValues Values, LanguageModel Model) Open(string name) =>
        (new GoldenValues(GoldenModel.FolderOf(name)), LanguageModel.Load(GoldenModel.FolderOf(name)));

    private static (Batch Prompts, Batch Answers) Batches(GoldenValues values)
    {
        var labels = values.Ids("labels");
        return (values.Batch("input_ids", "attention_mask"), Batch.Of(values.Unpadded("labels", i => labels[i] >= 0)));
    }
}
