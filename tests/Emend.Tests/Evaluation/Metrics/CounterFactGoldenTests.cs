using System.Text.Json;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.CounterFact;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Statistics;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/counterfact: memit 80426fd9 run on the fixture.</summary>
public sealed class CounterFactGoldenTests
{
    private static readonly JsonElement[] Records = [.. GoldenMetrics.Read("counterfact", "records.json").EnumerateArray()];
    private static readonly JsonElement[] Cases = [.. GoldenMetrics.Read("counterfact", "cases.json").EnumerateArray()];
    private static readonly JsonElement Summary = GoldenMetrics.Read("counterfact", "summary.json");

    private static readonly (string Metric, string Published)[] Names =
    [
        ("es", "rewrite_success"), ("em", "rewrite_diff"), ("ea", "rewrite_acc"), ("ps", "paraphrase_success"), ("pm", "paraphrase_diff"),
        ("pa", "paraphrase_acc"), ("ns", "neighborhood_success"), ("nm", "neighborhood_diff"), ("na", "neighborhood_acc"),
    ];

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public void Scores_And_Metrics_Agree(string moment)
    {
        var values = Names.ToDictionary(name => name.Metric, _ => new List<double>());
        for (var i = 0; i < Records.Length; i++)
        {
            var scores = Ask(Records[i], moment);
            var expected = Cases[i].GetProperty(moment);
            Check(scores.Rewrite, expected, "rewrite");
            Check(scores.Paraphrase, expected, "paraphrase");
            Check(scores.Neighbourhood, expected, "neighborhood");
            var metrics = CounterFactMetrics.Of(scores).ToDictionary(value => value.Metric.Name, value => value.Value);
            foreach (var (metric, published) in Names)
            {
                metrics[$"counterfact.{metric}"].ShouldBe(Summary.GetProperty("per_case_values").GetProperty($"{moment}_{published}")[i].GetDouble(), GoldenMetrics.FromModel);
                values[metric].Add(metrics[$"counterfact.{metric}"]);
            }
        }

        CheckTable(moment, values);
    }

    private static void CheckTable(string moment, Dictionary<string, List<double>> values)
    {
        foreach (var (metric, published) in Names)
        {
            var sample = Sample.Of(values[metric]);
            var expected = Summary.GetProperty("statistics").GetProperty($"{moment}_{published}");
            sample.Mean.ShouldBe(expected.Number("mean"), GoldenMetrics.FromModel);
            sample.PopulationDeviation.ShouldBe(expected.Number("std_population"), GoldenMetrics.FromModel);
            sample.PublishedHalfWidth.ShouldBe(expected.Number("ci95_population"), GoldenMetrics.FromModel);
            var row = Summary.GetProperty("table").GetProperty(moment).GetProperty(metric.ToUpperInvariant());
            CounterFactMetrics.RoundedPercent(sample.Mean).ShouldBe(row.Number("percent"), 0.0100001); // a mean may round the other way
            (100 * sample.PublishedHalfWidth).ShouldBe(row.Number("ci95_percent"), 100 * GoldenMetrics.FromModel);
        }

        var (es, ps, ns) = (values["es"].Average(), values["ps"].Average(), values["ns"].Average());
        var score = Summary.GetProperty("score").GetProperty(moment);
        CounterFactMetrics.RoundedScorePercent(es, ps, ns).ShouldBe(score.Number("memit_score_from_rounded_percent"), GoldenMetrics.Formula);
        CounterFactMetrics.RoundedPercent(CounterFactMetrics.ScoreOf(es, ps, ns)).ShouldBe(score.Number("rome_score_from_unrounded"), GoldenMetrics.Formula);
        (100 * CounterFactMetrics.ScoreOf(es, ps, ns)).ShouldBe(score.Number("unrounded"), GoldenMetrics.Formula);
        (100 * CounterFactMetrics.ScoreOf(values["ea"].Average(), values["pa"].Average(), values["na"].Average())).ShouldBe(score.Number("accuracy_score"), GoldenMetrics.Formula);
    }

    [Fact]
    public void Rows_Have_The_References_Tokens()
    {
        foreach (var (record, tokens) in Records.Zip(GoldenMetrics.Read("counterfact", "tokens.json").EnumerateArray()))
        {
            foreach (var prompt in tokens.GetProperty("prompts").EnumerateArray())
            {
                foreach (var which in new[] { "new", "true" })
                {
                    var target = record.GetProperty("requested_rewrite").GetProperty($"target_{which}").Text("str");
                    var row = ForcedRow.Of(GoldenMetrics.Model("pre").Tokenizer, prompt.Text("prompt"), target, " ");
                    row.Row.ShouldBe(prompt.GetProperty($"target_{which}_full_ids").Ids());
                    row.PromptLength.ShouldBe(prompt.GetProperty("prompt_ids").GetArrayLength());
                    row.Expected.ShouldBe(tokens.GetProperty($"target_{which}_ids").Ids());
                    row.IsPlain.ShouldBe(prompt.GetProperty($"target_{which}_boundary_ok").GetBoolean());
                }
            }
        }
    }

    private static CounterFactScores Ask(JsonElement record, string moment)
    {
        var rewrite = record.GetProperty("requested_rewrite");
        return CounterFactScores.Of(
            GoldenMetrics.Model(moment),
            rewrite.Text("prompt").Replace("{}", rewrite.Text("subject"), StringComparison.Ordinal),
            record.GetProperty("paraphrase_prompts").Texts(),
            record.GetProperty("neighborhood_prompts").Texts(),
            rewrite.GetProperty("target_new").Text("str"),
            rewrite.GetProperty("target_true").Text("str"));
    }

    private static void Check(IReadOnlyList<Preference> scores, JsonElement expected, string kind)
    {
        var losses = expected.GetProperty($"{kind}_prompts_probs");
        scores.Count.ShouldBe(losses.GetArrayLength());
        for (var i = 0; i < scores.Count; i++)
        {
            var (wanted, rival) = kind == "neighborhood" ? ("target_true", "target_new") : ("target_new", "target_true");
            scores[i].WantedLoss.ShouldBe(losses[i].Number(wanted), GoldenMetrics.FromModel);
            scores[i].RivalLoss.ShouldBe(losses[i].Number(rival), GoldenMetrics.FromModel);
        }

        scores.Select(score => score.IsGreedy).ShouldBe(expected.GetProperty($"{kind}_prompts_correct").Flags());
    }
}
