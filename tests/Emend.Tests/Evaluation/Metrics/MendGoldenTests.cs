using System.Text.Json;
using Emend.Evaluation.Metrics.Mend;
using Emend.Files;
using Emend.Generation;
using Emend.Tensors;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/mend: mend e04fdb9c and EasyEdit 14cea824, computed in float32.</summary>
public sealed class MendGoldenTests
{
    private const double Tolerance = 1e-5; // the reference's own float32

    private static readonly JsonElement Golden = GoldenMetrics.Read("mend", "metrics.json");
    private static readonly SafetensorsFile File = SafetensorsFile.Open(GoldenMetrics.Path("mend", "logits.safetensors"));

    [Theory]
    [InlineData("causal", true)]
    [InlineData("seq2seq", false)]
    public void Sequences_Agree(string name, bool shift)
    {
        var golden = Golden.GetProperty(name);
        Check(MendScores.OfSequences(Logits($"{name}.pre"), Labels($"{name}.labels"), shift), golden.GetProperty("pre"));
        Check(MendScores.OfSequences(Logits($"{name}.post"), Labels($"{name}.labels"), shift), golden.GetProperty("post"));
        bool[] mask = [.. File.Tensor(shift ? "causal.attention_mask" : "seq2seq.decoder_attention_mask").Values.ToArray().Select(one => one == 1)];
        MendDivergence.Of(Logits($"{name}.pre"), Logits($"{name}.post"), mask).ShouldBe(golden.Number("kl_loc"), Tolerance);
        if (shift)
            MendDivergence.Of(Logits($"{name}.post"), Logits($"{name}.pre"), mask).ShouldBe(golden.Number("kl_loc_reversed"), Tolerance);
    }

    [Fact]
    public void A_Row_Without_Labels_Counts_As_Right() =>
        Check(MendScores.OfSequences(Logits("causal_empty_row.logits"), Labels("causal_empty_row.labels"), shift: true), Golden.GetProperty("causal_empty_row").GetProperty("result"));

    [Fact]
    public void EasyEdits_Token_Accuracy_Agrees()
    {
        var labels = Labels("causal.labels").Chunk(9).SelectMany(row => row[^4..]).ToArray(); // easyedit_note: the last 4 columns
        foreach (var moment in new[] { "pre", "post" })
            Check(MendScores.OfTokens(Logits($"causal.{moment}"), labels, shift: true), Golden.GetProperty("causal").GetProperty("easyedit_token_acc").GetProperty(moment));
        Check(MendScores.OfTokens(Logits("seq2seq.post"), Labels("seq2seq.labels_with_eos1"), shift: false, ignored: 1), Golden.GetProperty("seq2seq").GetProperty("easyedit_t5_token_acc"));
    }

    [Fact]
    public void Classes_And_Binary_Agree()
    {
        foreach (var moment in new[] { "pre", "post" })
        {
            Check(MendScores.OfClasses(Logits($"multiclass.{moment}"), Labels("multiclass.labels")), Golden.GetProperty("multiclass").GetProperty(moment));
            Check(MendScores.OfBinary(Logits($"binary.{moment}"), Labels("binary.labels")), Golden.GetProperty("binary").GetProperty(moment));
        }

        MendDivergence.OfBinary(Logits("binary.pre"), Logits("binary.post")).ShouldBe(Golden.GetProperty("binary").Number("kl_loc"), Tolerance);
    }

    [Fact]
    public void Averages_And_Drawdown_Agree()
    {
        var golden = Golden.GetProperty("aggregate");
        MendStep[] steps =
        [
            .. golden.GetProperty("steps").EnumerateArray().Select(step => new MendStep(
                step.Number("edit/acc"),
                new MendScores(step.Number("acc/pre"), -step.Number("nll/pre"), double.NaN, (int)step.Number("n_tokens/pre")),
                new MendScores(step.Number("acc/post"), -step.Number("nll/post"), double.NaN, (int)step.Number("n_tokens/post")))),
        ];
        var (average, expected) = (MendAverage.Of(steps), golden.GetProperty("average"));
        average.EditSuccess.ShouldBe(expected.Number("edit/acc"), GoldenMetrics.Formula);
        average.AccuracyBefore.ShouldBe(expected.Number("acc/pre"), GoldenMetrics.Formula);
        average.AccuracyAfter.ShouldBe(expected.Number("acc/post"), GoldenMetrics.Formula);
        average.LossBefore.ShouldBe(expected.Number("nll/pre"), GoldenMetrics.Formula);
        average.PerplexityBefore.ShouldBe(expected.Number("perplexity/pre"), GoldenMetrics.Formula);
        average.PerplexityAfter.ShouldBe(expected.Number("perplexity/post"), GoldenMetrics.Formula);
        average.AccuracyDrawdown.ShouldBe(golden.GetProperty("drawdown").Number("acc"), GoldenMetrics.Formula);
        average.PerplexityDrawdown.ShouldBe(golden.GetProperty("drawdown").Number("perplexity"), GoldenMetrics.Formula);
        MendMetrics.Of(steps).Select(value => value.Value).ShouldBe([average.EditSuccess, average.AccuracyDrawdown, average.PerplexityDrawdown]);
        MendMetrics.Of([]).ShouldBeEmpty();
    }

    [Fact]
    public void Scores_Of_Answers_Are_Those_Of_Their_Logits()
    {
        var scores = MendScores.Of([new Scored([1, 2], [-1, -3], [1, 2]), new Scored([4], [-2], [5])]);
        scores.ShouldBe(new MendScores(0.5, -2, scores.Probability, 3));
        scores.Probability.ShouldBe((Math.Exp(-1) + Math.Exp(-3) + Math.Exp(-2)) / 3, 1e-7);
    }

    private static Tensor Logits(string name) => File.Tensor(name);

    private static int[] Labels(string name) => [.. File.Integers(name).Select(label => (int)label)];

    private static void Check(MendScores scores, JsonElement expected)
    {
        scores.Accuracy.ShouldBe(expected.Number("acc"), Tolerance);
        scores.LogProbability.ShouldBe(expected.Number("log_prob"), Tolerance);
        scores.Probability.ShouldBe(expected.Number("prob"), Tolerance);
        scores.Loss.ShouldBe(expected.Number("nll"), Tolerance);
        scores.Tokens.ShouldBe((int)expected.Number("n_tokens"));
    }
}
