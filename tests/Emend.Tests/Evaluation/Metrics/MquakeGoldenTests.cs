using System.Text.Json;
using Emend.Evaluation.Metrics.Mquake;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/mquake: the formulas of princeton-nlp/MQuAKE fb43dadc on synthetic generations.</summary>
public sealed class MquakeGoldenTests
{
    private static readonly JsonElement Golden = GoldenMetrics.Read("mquake", "mquake.json");
    private static readonly JsonElement[] Inputs = [.. Golden.GetProperty("inputs").EnumerateArray()];

    [Fact]
    public void Final_Answers_Agree()
    {
        foreach (var question in Inputs.SelectMany(input => input.GetProperty("multi_hop").EnumerateArray()))
            FinalAnswer.OfMello(question.GetProperty("rounds").Texts()).ShouldBe(question.GetProperty("extracted").GetString());
    }

    [Theory]
    [InlineData("strict", MquakeMatch.Strict)]
    [InlineData("normalised", MquakeMatch.Normalized)]
    public void Accuracies_Agree(string name, MquakeMatch match)
    {
        var expected = Golden.GetProperty("results").GetProperty(name);
        MquakeAnswers[] cases = [.. Inputs.Select(Read)];
        for (var i = 0; i < cases.Length; i++)
        {
            var (score, wanted) = (cases[i].Score(match), expected.GetProperty("cases")[i]);
            score.Questions.ShouldBe(wanted.GetProperty("questions").Flags());
            score.Steps.ShouldBe(wanted.GetProperty("single_hops").Flags());
            score.Edits.ShouldBe(wanted.GetProperty("edits").Flags());
            score.Any.ShouldBe(wanted.GetProperty("any").GetBoolean());
            score.All.ShouldBe(wanted.GetProperty("all").GetBoolean());
            score.Mean.ShouldBe(wanted.Number("mean"), GoldenMetrics.Formula);
            score.Instance.ShouldBe(wanted.GetProperty("instance").GetBoolean());
            score.HopWise.ShouldBe(wanted.GetProperty("hop_accuracy").GetBoolean());
        }

        var values = MquakeMetrics.Of(cases, match).ToDictionary(value => value.Metric.Name);
        Check("multi-hop", "multi_hop_any", "n_cases");
        Check("multi-hop.mean", "multi_hop_mean", "n_cases");
        Check("multi-hop.all", "multi_hop_all", "n_cases");
        Check("instance-wise", "instance_wise", "n_cases");
        Check("hop-wise", "hop_wise", "n_cases");
        Check("edit-wise", "edit_wise_over_occurrences", "n_edit_occurrences");
        Check("edit-wise.distinct", "edit_wise_over_distinct_first", "n_edit_distinct");

        void Check(string metric, string published, string count)
        {
            values[$"mquake.{metric}"].Value.ShouldBe(expected.Number(published), GoldenMetrics.Formula);
            values[$"mquake.{metric}"].Count.ShouldBe(expected.GetProperty(count).GetInt32());
        }
    }

    [Theory]
    [InlineData(" Ellie Kemper is a citizen of Croatia. The capital of Croatia is Zagreb. Answer: Zagreb.", "Zagreb")]
    [InlineData(" It is so. Answer: Zagreb\nQuestion: and now? Answer: Rome", "Zagreb")]
    [InlineData(" I do not know", null)]
    [InlineData(" Answer:", null)]
    public void Answers_Of_Thoughts_Are_Found(string written, string? answer) => FinalAnswer.OfThoughts(written).ShouldBe(answer);

    [Fact]
    public void Thoughts_Have_A_Name_Of_Their_Own() =>
        MquakeMetrics.Of([Read(Inputs[0])], MquakeMatch.Strict, withThoughts: true).ShouldContain(value => value.Metric == MquakeMetrics.MultiHopThoughts);

    private static MquakeAnswers Read(JsonElement input)
    {
        var record = input.GetProperty("case");
        return new MquakeAnswers
        {
            Questions = [.. input.GetProperty("multi_hop").EnumerateArray().Select(question => question.GetProperty("extracted").GetString())],
            Names = [record.Text("new_answer"), .. record.GetProperty("new_answer_alias").Texts()],
            Steps =
            [
                .. input.GetProperty("single_hops").EnumerateArray().Zip(record.GetProperty("new_single_hops").EnumerateArray(), (given, step) =>
                    new MquakeStep(given.Text("generation"), [step.Text("answer"), .. step.GetProperty("answer_alias").Texts()])),
            ],
            Edits = [.. input.GetProperty("edits").EnumerateArray().Select(edit => new MquakeEdit(edit.Text("prompt"), edit.Text("target"), edit.Text("generation")))],
        };
    }
}
