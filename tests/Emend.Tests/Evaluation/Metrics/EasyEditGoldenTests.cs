using System.Text.Json;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.EasyEdit;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>
/// Against Golden/metrics/easyedit: EasyEdit 14cea824 on the fixture. Shares are compared with the values of one row at a
/// time: EasyEdit's left padding without position ids evaluates shorter rows of a list at shifted positions.
/// </summary>
public sealed class EasyEditGoldenTests
{
    private static readonly JsonElement[] Requests = [.. GoldenMetrics.Read("easyedit", "requests.json").EnumerateArray()];
    private static readonly JsonElement[] Cases = [.. GoldenMetrics.Read("easyedit", "cases_unpadded.json").EnumerateArray()];
    private static readonly JsonElement[] Padded = [.. GoldenMetrics.Read("easyedit", "cases.json").EnumerateArray()];

    [Fact]
    public void Shares_Of_Tokens_Agree()
    {
        for (var i = 0; i < Requests.Length; i++)
        {
            var (request, locality) = (Requests[i], new Dictionary<string, IReadOnlyList<int>[]>());
            foreach (var moment in new[] { "pre", "post" })
            {
                var (model, expected) = (GoldenMetrics.Model(moment), Cases[i].GetProperty(moment));
                Accuracies(model, [request.Text("prompt")], request.Text("target_new")).ShouldBe(expected.GetProperty("rewrite_acc").Numbers());
                Accuracies(model, [request.Text("rephrase_prompt")], request.Text("target_new")).ShouldBe(expected.GetProperty("rephrase_acc").Numbers());
                foreach (var group in request.GetProperty("portability").EnumerateObject())
                {
                    var scored = Score(model, Many(group.Value, "prompt"), Many(group.Value, "ground_truth"));
                    scored.Select(one => TokenAccuracy.Of(one)).ShouldBe(expected.GetProperty("portability").GetProperty(group.Name).Numbers());
                }

                foreach (var group in request.GetProperty("locality").EnumerateObject())
                {
                    IReadOnlyList<int>[] best = [.. Score(model, Many(group.Value, "prompt"), Many(group.Value, "ground_truth")).Select(one => one.Best)];
                    best.ShouldBe(expected.GetProperty("locality").GetProperty(group.Name).EnumerateArray().Select(row => (IReadOnlyList<int>)row.Ids()), $"case {i}, {group.Name}");
                    if (moment == "pre")
                        locality[group.Name] = best;
                    else
                        locality[group.Name].Zip(best, TokenAccuracy.Matching).ShouldBe(Cases[i].GetProperty("locality_acc").GetProperty(group.Name).Numbers());
                }
            }
        }
    }

    [Fact]
    public void Summary_Agrees_Where_Padding_Has_No_Part()
    {
        // reliability and generality are of one row each, so that nothing is padded
        var expected = GoldenMetrics.Read("easyedit", "summary.json").GetProperty("mean");
        foreach (var moment in new[] { "pre", "post" })
        {
            var values = Requests.Select((request, _) => Metrics(request, moment)).ToArray();
            values.Average(value => value["easyedit.reliability"]).ShouldBe(expected.GetProperty(moment).Number("rewrite_acc"), GoldenMetrics.Formula);
            values.Average(value => value["easyedit.generality"]).ShouldBe(expected.GetProperty(moment).Number("rephrase_acc"), GoldenMetrics.Formula);
        }

        Padded.Length.ShouldBe(Cases.Length);
    }

    [Fact]
    public void Other_Scorers_Agree()
    {
        var items = GoldenMetrics.Read("easyedit", "other_scorers.json");
        for (var i = 0; i < Requests.Length; i++)
        {
            var request = Requests[i];
            var (prompt, target) = (request.Text("prompt"), request.Text("target_new"));
            foreach (var moment in new[] { "pre", "post" })
            {
                var (model, expected) = (GoldenMetrics.Model(moment), items[i].GetProperty(moment));
                var perplexity = expected.Number("ppl");
                EasyEditScorers.Perplexity(model, [new ForcedQuery(prompt, target)]).ShouldBe(perplexity, GoldenMetrics.FromModel * perplexity);
                var text = $"{prompt} {request.Text("ground_truth")}";
                EasyEditScorers.ShareAbove(model, text).ShouldBe(expected.Number("ood"), GoldenMetrics.Formula);
                EasyEditScorers.ShareAbove(model, text, 0.2).ShouldBe(expected.Number("ood_threshold_0.2"), GoldenMetrics.Formula);

                var (ids, spaced) = (model.Tokenizer.Encode(target).Ids, model.Tokenizer.Encode(" " + target).Ids);
                ids.ShouldBe(expected.GetProperty("vanilla_target_ids").Ids());
                spaced.ShouldBe(expected.GetProperty("vanilla_target_ids_with_leading_space").Ids());
                var vanilla = EasyEditScorers.VanillaTokens(model, prompt, ids.Length);
                vanilla.ShouldBe(expected.GetProperty("vanilla_tokens").Ids());
                EasyEditScorers.VanillaMatch(model, prompt, target).ShouldBe(expected.GetProperty("vanilla")[0].GetDouble(), GoldenMetrics.Formula);
                EasyEditScorers.VanillaMatch(model, prompt, " " + target).ShouldBe(expected.GetProperty("vanilla_target_with_leading_space")[0].GetDouble(), GoldenMetrics.Formula);
                TokenF1.Macro(ids, vanilla).ShouldBe(expected.Number("f1_generation"), GoldenMetrics.Formula);
                TokenF1.Macro(spaced, EasyEditScorers.VanillaTokens(model, prompt, spaced.Length)).ShouldBe(expected.Number("f1_generation_target_with_leading_space"), GoldenMetrics.Formula);
                var forced = Score(model, [prompt], [target])[0];
                TokenF1.Macro(forced.Ids, forced.Best).ShouldBe(expected.Number("f1_teacher_forced"), GoldenMetrics.Formula);
            }
        }
    }

    [Fact]
    public void Free_Generation_Agrees()
    {
        foreach (var item in GoldenMetrics.Read("easyedit", "generation.json").EnumerateArray())
        {
            foreach (var moment in new[] { "pre", "post" })
            {
                var written = EasyEditScorers.Generated(GoldenMetrics.Model(moment), [item.Text("prompt")], 40)[0];
                written.ShouldBe(item.GetProperty(moment).Text("text"));
                (EasyEditScorers.IsExact(written, item.Text("target")) ? 1.0 : 0).ShouldBe(item.GetProperty(moment).Number("exact_match"));
            }
        }
    }

    [Fact]
    public void In_Context_Scores_Agree()
    {
        foreach (var item in GoldenMetrics.Read("easyedit", "icl.json").EnumerateArray())
        {
            var scored = EasyEditScorers.InContext(GoldenMetrics.Model("pre"), item.GetProperty("icl_examples").Texts(), item.Text("prompt"), item.Text("target"));
            scored.Ids.ShouldBe(item.GetProperty("scored_ids").Ids());
            scored.Best.ShouldBe(item.GetProperty("tokens").Ids());
            TokenAccuracy.Of(scored).ShouldBe(item.Number("acc"), 1e-7); // a float32 share
        }
    }

    private static Dictionary<string, double> Metrics(JsonElement request, string moment)
    {
        EditTest[] tests =
        [
            new(EditTestKind.Rewrite, request.Text("prompt"), request.Text("target_new"), null),
            new(EditTestKind.Rephrase, request.Text("rephrase_prompt"), request.Text("target_new"), null),
        ];
        TestAnswer[] answers = [.. tests.Select(test => new TestAnswer(null, Score(GoldenMetrics.Model(moment), [test.Prompt], [test.Answer!])[0]))];
        return EasyEditMetrics.Of(tests, answers, answers).ToDictionary(value => value.Metric.Name, value => value.Value);
    }

    private static double[] Accuracies(LanguageModel model, string[] prompts, string target) =>
        [.. Score(model, prompts, [.. prompts.Select(_ => target)]).Select(one => TokenAccuracy.Of(one))];

    private static Emend.Generation.Scored[] Score(LanguageModel model, string[] prompts, string[] targets) =>
        [.. TeacherForcing.Score(model, [.. prompts.Zip(targets, (prompt, target) => new ForcedQuery(prompt, target))]).Select(one => one[0])];

    private static string[] Many(JsonElement group, string name) =>
        group.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? list.Texts() : [group.Text(name)];
}
