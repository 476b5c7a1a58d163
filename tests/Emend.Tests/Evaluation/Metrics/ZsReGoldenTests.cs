using System.Text.Json;
using Emend.Evaluation.Metrics.CounterFact;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Metrics.ZsRe;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/zsre: memit 80426fd9 run on the fixture.</summary>
public sealed class ZsReGoldenTests
{
    private static readonly string[] Names = ["rewrite", "paraphrase", "neighborhood"];
    private static readonly JsonElement[] Records = [.. GoldenMetrics.Read("zsre", "loaded.json").EnumerateArray()];
    private static readonly JsonElement[] Tokens = [.. GoldenMetrics.Read("zsre", "tokens.json").EnumerateArray()];
    private static readonly JsonElement[] Cases = [.. GoldenMetrics.Read("zsre", "cases.json").GetProperty("plain").EnumerateArray()];
    private static readonly JsonElement Summary = GoldenMetrics.Read("zsre", "summary.json").GetProperty("plain");

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public void Flags_By_Text_Are_Memits(string moment)
    {
        var means = Names.ToDictionary(name => name, _ => new List<double>());
        for (var i = 0; i < Records.Length; i++)
        {
            var flags = ZsReScorer.ByText(GoldenMetrics.Model(moment), Queries(i)).Select(one => one[0]).ToArray();
            for (var kind = 0; kind < Names.Length; kind++)
                flags[kind].ShouldBe(Cases[i].GetProperty(moment).GetProperty($"{Names[kind]}_prompts_correct").Flags(), $"case {i}, {Names[kind]}");
            var values = ZsReMetrics.Of(flags[0], flags[1], flags[2]);
            for (var kind = 0; kind < Names.Length; kind++)
            {
                values[kind].Value.ShouldBe(Summary.GetProperty("per_case").GetProperty($"{moment}_{Names[kind]}_acc")[i].GetDouble(), GoldenMetrics.Formula);
                means[Names[kind]].Add(values[kind].Value);
            }
        }

        foreach (var name in Names)
            CounterFactMetrics.RoundedPercent(means[name].Average()).ShouldBe(Summary.GetProperty("memit_summary").GetProperty($"{moment}_{name}_acc")[0].GetDouble());
        (100 * ZsReMetrics.ScoreOf(means["rewrite"].Average(), means["paraphrase"].Average(), means["neighborhood"].Average()))
            .ShouldBe(Summary.GetProperty("score_from_accuracy").GetProperty(moment).Number("score"), GoldenMetrics.Formula);
    }

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public void Flags_By_Tokens_Differ_Only_In_Broken_Characters(string moment)
    {
        for (var i = 0; i < Records.Length; i++)
        {
            var (byTokens, byText) = (ZsReScorer.ByTokens(GoldenMetrics.Model(moment), Queries(i)), ZsReScorer.ByText(GoldenMetrics.Model(moment), Queries(i)));
            var isWhole = Tokens[i].GetProperty("target_ids").Ids().SequenceEqual(Tokens[i].GetProperty("target_piece_first_ids").Ids());
            for (var kind = 0; kind < (isWhole ? 2 : 0); kind++)
                byTokens[kind][0].ShouldBe(byText[kind][0], $"case {i}, {Names[kind]}");
        }
    }

    [Fact]
    public void Pieces_Are_The_References()
    {
        var tokenizer = GoldenMetrics.Model("pre").Tokenizer;
        for (var i = 0; i < Records.Length; i++)
        {
            var ids = tokenizer.Encode(" " + Target(i)).Ids;
            ids.ShouldBe(Tokens[i].GetProperty("target_ids").Ids());
            ids.Select(id => tokenizer.Decode([id], skipSpecial: false)).ShouldBe(Tokens[i].GetProperty("target_pieces").Texts());
        }
    }

    private static string Target(int i) => Records[i].GetProperty("requested_rewrite").GetProperty("target_new").Text("str");

    private static ForcedQuery[] Queries(int i)
    {
        var rewrite = Records[i].GetProperty("requested_rewrite");
        // the loaded neighbourhood prompts are the question with the answer's tokens before each place: the first is the bare question
        var neighbourhood = Records[i].GetProperty("neighborhood_prompts");
        var answer = string.Concat(neighbourhood.EnumerateArray().Select(one => one.Text("target")));
        if (answer.Contains('\uFFFD', StringComparison.Ordinal))
            answer = " " + LocalityAnswers[i];
        return
        [
            new(rewrite.Text("prompt").Replace("{}", rewrite.Text("subject"), StringComparison.Ordinal), Target(i)),
            new(Records[i].GetProperty("paraphrase_prompts")[0].GetString()!, Target(i)),
            new(neighbourhood[0].Text("prompt"), answer[1..]),
        ];
    }

    // the answers with characters that are broken into bytes, from the original records
    private static readonly Dictionary<int, string> LocalityAnswers = new() { [12] = "Anaïs Nin", [15] = "Ivan Andreevich Krylov (1769–1844), poet and fabulist" };
}
