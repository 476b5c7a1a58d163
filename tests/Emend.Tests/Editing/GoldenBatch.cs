using System.Text.Json;
using Emend.Editing;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>One batch of a method that spreads many facts over layers, as the reference code computed it.</summary>
internal sealed class GoldenBatch(GoldenEdits golden, JsonElement batch, string prefix)
{
    public IReadOnlyList<JsonElement> Entries { get; } = [.. batch.GetProperty("requests").EnumerateArray()];

    public IReadOnlyList<EditRequest> Requests => [.. Entries.Select(GoldenEdits.Request)];

    /// <summary>Compares every request's value search: steps, losses, h₀, δ.</summary>
    public void CheckValues(EditObserver observer, float lossTolerance = 1e-4f, double tolerance = 1e-4, double hiddenTolerance = 1e-5)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            var loss = observer.Values[$"{i}.loss"];
            loss.Shape[0].ShouldBe(Entries[i].GetProperty("steps").GetInt32(), $"steps of request {prefix}{i}");
            var expected = golden.Values($"{prefix}{i}.loss");
            for (var at = 0; at < expected.Length; at++)
                loss.Values[at].ShouldBe(expected[at], lossTolerance, $"loss {at} of request {prefix}{i}");
            golden.Difference($"{prefix}{i}.h0", observer.Values[$"{i}.initial"].Values).ShouldBeLessThan(hiddenTolerance, $"h0 of request {prefix}{i}");
            golden.Difference($"{prefix}{i}.delta", observer.Values[$"{i}.change"].Values).ShouldBeLessThan(tolerance, $"delta of request {prefix}{i}");
        }

        var values = RowOperations.ConcatRows([.. Enumerable.Range(0, Entries.Count).Select(i => observer.Values[$"{i}.value"].Reshape([1, (int)observer.Values[$"{i}.value"].Count]))]);
        golden.TransposedDifference($"{prefix}zs", values).ShouldBeLessThan(tolerance, $"{prefix}zs");
    }

    /// <summary>Compares a value of a layer, one vector in each row here, one in each column there.</summary>
    public void CheckLayer(EditObserver observer, int layer, string ours, string theirs, double tolerance) =>
        golden.TransposedDifference($"{prefix}layer{layer}.{theirs}", observer.Values[$"layer{layer}.{ours}"]).ShouldBeLessThan(tolerance, $"{prefix}layer{layer}.{theirs}");

    /// <summary>Compares the change of a layer's weight.</summary>
    public void CheckDelta(Edit edit, int layer, double tolerance)
    {
        var place = golden.Model.Weights[Emend.Models.WeightRole.MlpDown, layer];
        var delta = edit[place.Name].ShouldNotBeNull();
        var dense = delta.Dense ?? delta.Left!.MatMul(delta.Right!);
        dense.Shape.ShouldBe(golden.Tensors.Entry($"{prefix}layer{layer}.weight_delta").Shape);
        golden.Difference($"{prefix}layer{layer}.weight_delta", dense.Values).ShouldBeLessThan(tolerance, $"{prefix}layer{layer}.weight_delta");
    }

    /// <summary>Compares what the edited model says: the joint probability of the targets after the prompt and after its rephrasing.</summary>
    public void CheckAnswers(LanguageModel edited, double tolerance = 1e-3)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            foreach (var kind in (string[])["prompt", "rephrase"])
            {
                var after = Entries[i].GetProperty("after").GetProperty(kind);
                foreach (var target in (string[])["target_new", "target_true"])
                {
                    var text = " " + Entries[i].GetProperty("request").GetProperty(target).GetString();
                    Probability(edited, after.GetProperty("text").GetString()!, text)
                        .ShouldBe(after.GetProperty(target).GetProperty("prob").GetDouble(), tolerance, $"{target} after the {kind} of request {prefix}{i}");
                }
            }
        }
    }

    private static double Probability(LanguageModel model, string prompt, string target) =>
        model.Score([new Emend.Generation.ScoreQuery(model.Tokenizer.Encode(prompt, special: true).Ids, [model.Tokenizer.Encode(target).Ids])])[0][0].Probability;
}
