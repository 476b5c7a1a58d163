using System.Text.Json;
using Emend.Evaluation.Metrics.Distributions;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/perplexity: float64 passes of the fixture.</summary>
public sealed class DistributionGoldenTests
{
    private static readonly JsonElement Golden = GoldenMetrics.Read("perplexity", "perplexity.json");
    private static readonly JsonElement[] Items = [.. Golden.GetProperty("texts").EnumerateArray()];
    private static readonly string[] Texts = [.. Items.Select(item => item.Text("text"))];

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public void Perplexities_Agree(string moment)
    {
        var scores = TextScores.Of(GoldenMetrics.Model(moment), Texts);
        var cut = TextScores.Of(GoldenMetrics.Model(moment), Texts, TextScores.PublishedLength);
        for (var i = 0; i < Items.Length; i++)
        {
            var expected = Items[i].GetProperty(moment);
            scores[i].LogProbabilities.Count.ShouldBe(expected.GetProperty("n_scored").GetInt32());
            ShouldBeRelative(scores[i].Loss, expected.Number("nll_sum"));
            ShouldBeRelative(scores[i].Perplexity, expected.Number("perplexity"));
            ShouldBeRelative(cut[i].PublishedPerplexity, expected.Number("memit_perplexity_max100"));
            foreach (var (log, other) in scores[i].LogProbabilities.Zip(expected.GetProperty("token_logprobs").Numbers()))
                log.ShouldBe(other, GoldenMetrics.FromModel);
        }
    }

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public void Sliding_Windows_Agree(string moment)
    {
        foreach (var item in Items)
        {
            var ids = GoldenMetrics.Model(moment).Tokenizer.Encode(item.Text("text")).Ids;
            ids.Length.ShouldBe(item.GetProperty("n_tokens").GetInt32());
            if (item.GetProperty("ids").ValueKind == JsonValueKind.Array) // long texts are stored without
                ids.ShouldBe(item.GetProperty("ids").Ids());
            foreach (var expected in item.GetProperty(moment).GetProperty("sliding").EnumerateArray())
            {
                var sliding = SlidingPerplexity.Of(GoldenMetrics.Model(moment), ids, expected.GetProperty("max_length").GetInt32(), expected.GetProperty("stride").GetInt32());
                var windows = expected.GetProperty("windows");
                sliding.Windows.Select(window => (window.Begin, window.End, window.Scored)).ShouldBe(windows.EnumerateArray()
                    .Select(window => (window.GetProperty("begin").GetInt32(), window.GetProperty("end").GetInt32(), window.GetProperty("scored").GetInt32())));
                for (var i = 0; i < sliding.Windows.Count; i++)
                    ShouldBeRelative(sliding.Windows[i].Loss, windows[i].Number("nll_sum"));
                sliding.Scored.ShouldBe(expected.GetProperty("scored").GetInt32());
                ShouldBeRelative(sliding.Perplexity, expected.Number("perplexity"));
                ShouldBeRelative(sliding.RecipePerplexity, expected.Number("hf_recipe_perplexity"));
            }
        }
    }

    [Fact]
    public void Divergences_Agree()
    {
        var (pre, post) = (GoldenMetrics.Model("pre"), GoldenMetrics.Model("post"));
        var (forward, backward) = (Divergence.Of(pre, post, Texts), Divergence.Of(post, pre, Texts));
        for (var i = 0; i < Items.Length; i++)
        {
            foreach (var (one, expected) in forward[i].Zip(Items[i].GetProperty("kl_pre_post_per_position").Numbers()))
                one.Divergence.ShouldBe(expected, GoldenMetrics.FromModel);
            forward[i].Average(one => one.Divergence).ShouldBe(Items[i].Number("kl_pre_post_mean"), GoldenMetrics.FromModel);
            forward[i][^1].Divergence.ShouldBe(Items[i].Number("kl_pre_post_last"), GoldenMetrics.FromModel);
            backward[i].Average(one => one.Divergence).ShouldBe(Items[i].Number("kl_post_pre_mean"), GoldenMetrics.FromModel);
        }

        foreach (var item in Golden.GetProperty("neighbourhood_kl").EnumerateArray())
        {
            Check(item.Text("prompt"), item.Number("kl_next_plain"), item.GetProperty("argmax_same_plain").GetBoolean());
            Check(item.Text("prompt_with_edit"), item.Number("kl_next_with_edit"), item.GetProperty("argmax_same_with_edit").GetBoolean());
        }

        void Check(string prompt, double divergence, bool isSame)
        {
            var next = Divergence.Of(pre, post, [prompt], lastOnly: true)[0].Single();
            next.Divergence.ShouldBe(divergence, GoldenMetrics.FromModel);
            next.IsSameBest.ShouldBe(isSame);
        }
    }

    [Fact]
    public void Divergence_Of_A_Model_From_Itself_Is_Nothing() =>
        Divergence.Of(GoldenMetrics.Model("pre"), GoldenMetrics.Model("pre"), Texts[..2]).SelectMany(text => text).ShouldAllBe(one => one.Divergence == 0 && one.IsSameBest);

    private static void ShouldBeRelative(double actual, double expected)
    {
        if (double.IsNaN(expected))
            double.IsNaN(actual).ShouldBeTrue();
        else
            actual.ShouldBe(expected, Math.Max(GoldenMetrics.Formula, GoldenMetrics.FromModel * Math.Abs(expected)));
    }
}
