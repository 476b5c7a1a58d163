using System.Text.Json;
using Emend.Editing;
using Emend.Editing.Rome;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>ROME, R-ROME and P-ROME against kmeng01/rome and EasyEdit, within the tolerances of Golden/editing/README.md.</summary>
public sealed class RomeGoldenTests
{
    public static TheoryData<string, string, double> Cases => new()
    {
        // fixture, file, tolerance of u and of the weight delta: the reference inverts C in float32
        { "gpt2", "rome_mom2", 1e-3 },
        { "gpt2", "rome_nomom2", 1e-4 },
        { "gpt2", "rome_repo_hparams", 2e-3 },
        { "gpt2", "r_rome", 1e-3 },
        { "gpt2", "p_rome", 1e-3 },
        { "llama", "r_rome", 1e-3 },
        { "llama", "rome_easyedit", 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_AreTokenizedAsTheReferenceDoes(string fixture, string file, double tolerance)
    {
        tolerance.ShouldBePositive();
        var golden = new GoldenEdits(fixture, file);
        foreach (var entry in golden.Requests)
        {
            var prompts = RewritePrompts.Of(golden.Model.Tokenizer, golden.Model.Architecture.Context, GoldenEdits.Request(entry), golden.Templates, ["{} is a"]);
            var rows = prompts.Rewriting.Select(row => (int[])[.. row.Tokens, .. prompts.Target[..^1]]).Concat(prompts.Preserving.Select(row => row.Tokens)).ToArray();
            var expected = entry.GetProperty("row_token_ids").Deserialize<int[][]>()!;
            rows.Length.ShouldBe(expected.Length);
            for (var i = 0; i < rows.Length; i++)
                rows[i].ShouldBe(expected[i], $"row {i} of {prompts.Request.Text}");
            prompts.Rewriting.Concat(prompts.Preserving).Select(row => row.SubjectLast).ShouldBe(entry.GetProperty("lookup").Deserialize<int[]>()!);
            prompts.Target.ShouldBe(entry.GetProperty("target_token_ids").Deserialize<int[]>()!);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EditAsync_AgreesWithTheReference(string fixture, string file, double tolerance)
    {
        var golden = new GoldenEdits(fixture, file);
        var options = Options(golden.Settings, file);
        var editor = new Rome(golden.Model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile));
        for (var i = 0; i < golden.Requests.Count; i++)
        {
            var entry = golden.Requests[i];
            var observer = new EditObserver { CollectValues = true };
            var edit = await editor.EditAsync([GoldenEdits.Request(entry)], observer);

            var loss = observer.Values["0.loss"];
            loss.Shape[0].ShouldBe(entry.GetProperty("steps").GetInt32(), $"steps of request {i}");
            var expected = golden.Values($"{i}.loss");
            for (var at = 0; at < expected.Length; at++)
                loss.Values[at].ShouldBe(expected[at], 1e-4f, $"loss {at} of request {i}");
            golden.Difference($"{i}.h0", observer.Values["0.initial"].Values).ShouldBeLessThan(1e-5, $"h0 of request {i}");
            golden.Difference($"{i}.k_mean", observer.Values["0.key"].Values).ShouldBeLessThan(1e-5, $"key of request {i}");
            golden.Difference($"{i}.delta", observer.Values["0.change"].Values).ShouldBeLessThan(1e-4, $"delta of request {i}");
            golden.Difference($"{i}.v_star", observer.Values["0.value"].Values).ShouldBeLessThan(1e-4, $"value of request {i}");
            golden.Difference($"{i}.u", observer.Values["0.direction"].Values).ShouldBeLessThan(tolerance, $"u of request {i}");
            golden.Difference($"{i}.right", observer.Values["0.residual"].Values).ShouldBeLessThan(1e-3, $"right of request {i}");
            var delta = edit.Deltas.ShouldHaveSingleItem();
            delta.Weight.ShouldBe(entry.GetProperty("weight").GetString());
            golden.Difference($"{i}.weight_delta", delta.Left!.MatMul(delta.Right!).Values).ShouldBeLessThan(tolerance, $"weight delta of request {i}");
        }
    }

    [Fact]
    public async Task EditAsync_InSinglePrecision_IsAsFarFromDoubleAsTheReference()
    {
        var golden = new GoldenEdits("gpt2", "rome_mom2");
        var options = Options(golden.Settings, "rome_mom2");
        var directions = new List<float[]>();
        foreach (var precision in Enum.GetValues<Emend.Editing.Solving.SolvePrecision>())
        {
            var observer = new EditObserver { CollectValues = true };
            await new Rome(golden.Model, options with { SolvePrecision = precision }, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile))
                .EditAsync([GoldenEdits.Request(golden.Requests[0])], observer);
            golden.Difference("0.u", observer.Values["0.direction"].Values).ShouldBeLessThan(1e-3, precision.ToString());
            directions.Add(observer.Values["0.direction"].ToArray());
        }

        var moved = Math.Sqrt(directions[0].Zip(directions[1], (one, other) => Math.Pow(one - (double)other, 2)).Sum()); // both of unit length
        moved.ShouldBeInRange(1e-7, 1e-3);
    }

    private static RomeOptions Options(JsonElement settings, string file) => new()
    {
        Layer = settings.GetProperty("layers")[0].GetInt32(),
        Steps = settings.GetProperty("v_num_grad_steps").GetInt32(),
        LearningRate = settings.GetProperty("v_lr").GetDouble(),
        WeightDecay = settings.GetProperty("v_weight_decay").GetDouble(),
        ClampFactor = settings.GetProperty("clamp_norm_factor").GetDouble(),
        KlFactor = settings.GetProperty("kl_factor").GetDouble(),
        SecondMoments = settings.GetProperty("mom2_adjustment").GetBoolean(),
        Keys = file switch { "r_rome" => RomeKeys.Averaged, "p_rome" => RomeKeys.Prompt, _ => RomeKeys.Rome },
    };
}
