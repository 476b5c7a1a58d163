using System.Text.Json;
using Emend.Editing;
using Emend.Editing.FineTuning;
using Emend.Editing.Methods;
using Emend.Editing.Training;

namespace Emend.Tests.Editing.FineTuning;

/// <summary>FT, FT+L and FT-M against EasyEdit, within the tolerances of Golden/editing/README.md.</summary>
public sealed class FineTuningGoldenTests
{
    private const double Tolerance = 1e-3;

    [Theory]
    [InlineData("ft")]
    [InlineData("ft_constrained")]
    [InlineData("ft_constrained_wide")]
    [InlineData("ft_m")]
    [InlineData("ft_m_batch")]
    public async Task EditAsync_AgreesWithTheReference(string file)
    {
        var golden = new GoldenTraining("gpt2", file);
        var options = Options(golden.Settings) with
        {
            // EasyEdit pads FT-M's rows on the left and does not shift their positions
            Positions = golden.Settings.GetProperty("objective_optimization").GetString() == "target_new" ? RowPositions.LeftPadded : RowPositions.Own,
        };
        for (var i = 0; i < golden.Edits.Count; i++)
        {
            var entry = golden.Edits[i];
            var requests = entry.GetProperty("requests").EnumerateArray().ToArray();
            var observer = new EditObserver { CollectValues = true };
            var edit = await new Emend.Editing.FineTuning.FineTuning(golden.Model, "ft", options).EditAsync([.. requests.Select(GoldenEdits.Request)], observer);

            var expected = golden.Values($"{i}.batch_loss");
            var losses = observer.Values["loss"].ToArray();
            losses.Length.ShouldBe(expected.Length, $"batches of edit {i}");
            for (var at = 0; at < losses.Length; at++)
                losses[at].ShouldBe(expected[at], Tolerance, $"loss {at} of edit {i}");
            edit.Deltas.Select(delta => delta.Weight).ShouldBe(["transformer.h.1.mlp.c_proj.bias", "transformer.h.1.mlp.c_proj.weight"]);
            golden.Difference($"{i}.weight_delta", edit.Deltas[1].Dense!.Values).ShouldBeLessThan(Tolerance, $"weight of edit {i}");
            golden.Difference($"{i}.bias_delta", edit.Deltas[0].Dense!.Values).ShouldBeLessThan(Tolerance, $"bias of edit {i}");

            var edited = golden.Model.With(edit);
            foreach (var (request, after) in requests.Select(request => (GoldenEdits.Request(request), request.GetProperty("after").GetProperty("prompt").GetProperty("target_new"))))
                edited.Score(request.Text, request.SpacedTarget)[0].Probability.ShouldBe(after.GetProperty("prob").GetDouble(), Tolerance, request.Text);
        }
    }

    [Fact]
    public void Rows_AreTokenizedAsTheReferenceDoes()
    {
        var golden = new GoldenTraining("gpt2", "ft_constrained_wide");
        foreach (var entry in golden.Edits)
        {
            var (requests, prompts, targets) = (entry.GetProperty("requests"), entry.GetProperty("prompt_token_ids").Deserialize<int[][]>()!, entry.GetProperty("target_token_ids").Deserialize<int[][]>()!);
            for (var i = 0; i < prompts.Length; i++)
            {
                var row = TrainingRow.Of(golden.Model, GoldenEdits.Request(requests[i]), TrainingObjective.PromptLast);
                row.Tokens.ShouldBe(prompts[i]);
                row.Predictions.ShouldBe(targets[i].Select(token => (prompts[i].Length - 1, token)));
                var forced = TrainingRow.Of(golden.Model, GoldenEdits.Request(requests[i]), TrainingObjective.TargetNew);
                forced.Tokens.ShouldBe([.. prompts[i], .. targets[i][..^1]]);
                forced.Predictions.ShouldBe(targets[i].Select((token, j) => (prompts[i].Length - 1 + j, token)));
            }
        }
    }

    // the settings as EasyEdit's file has them, through the reader of such files' names and values
    private static FineTuningOptions Options(JsonElement settings)
    {
        var fields = MethodList.Find("ft").HyperParameters.Options;
        return OptionSet.With(FineTuningDefaults.General("ft"), settings.EnumerateObject()
            .Where(field => fields.ContainsKey(field.Name))
            .Select(field => KeyValuePair.Create(fields[field.Name], field.Value.ValueKind == JsonValueKind.Array ? field.Value[0].GetRawText() : field.Value.ToString().ToLowerInvariant())));
    }
}
