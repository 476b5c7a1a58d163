using System.Text.Json;
using Emend.Editing;
using Emend.Editing.KnowledgeNeurons;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>Knowledge Neurons against kmeng01/rome's baselines/kn, within the tolerances of Golden/editing/README.md, and its options.</summary>
public sealed class KnowledgeNeuronsTests
{
    private const double ScoreTolerance = 5e-3; // where the answer's probability is tiny, the reference's own float32 is this far off
    private const double ThresholdTolerance = 1e-3;

    private readonly GoldenEdits golden = new("gpt2", "kn");

    public static TheoryData<int> Cases => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EditAsync_Agrees_With_The_Reference(int number)
    {
        var entry = golden.Requests[number];
        var observer = new EditObserver { CollectValues = true };
        var edit = await new KnowledgeNeurons(golden.Model, Released).EditAsync([Request(entry)], observer);

        golden.Difference($"{number}.scores", observer.Values["0.scores"].Values).ShouldBeLessThan(ScoreTolerance);
        ShouldBeTheNeurons(entry, number, observer.Values["0.neurons"].ToArray());
        foreach (var weight in entry.GetProperty("changed_rows").EnumerateObject())
        {
            var delta = edit[weight.Name].ShouldNotBeNull();
            var row = weight.Value[0].GetInt32();
            golden.Difference($"{number}.{weight.Name}.row_delta", delta.Left!.MatMul(delta.Right!).Rows(row, 1).Values).ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public async Task The_Original_Update_Doubles_The_First_Token()
    {
        var request = Request(golden.Requests[4]); // its target has five tokens
        var observer = new EditObserver { CollectValues = true };
        await new KnowledgeNeurons(golden.Model, Released with { Update = NeuronUpdate.Original }).EditAsync([request], observer);
        var embeddings = golden.Model.Weight("transformer.wte.weight");
        var old = golden.Model.Generate(request.Text, new() { MaximumTokens = 1 }).Ids[0];
        var target = golden.Model.Tokenizer.Encode(request.Target).Ids;
        target.Length.ShouldBeGreaterThan(1);
        var expected = embeddings.GatherRows([target[0]]).Subtract(embeddings.GatherRows([old])).Multiply(2f);
        expected.Subtract(observer.Values["0.direction"].Reshape(expected.Shape)).Norm().Item().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public async Task Gradients_At_The_Activation_Sum_To_The_Change_Of_The_Probability()
    {
        // the sum over a layer's neurons of integrated gradients is p(activation) − p(zero) (Sundararajan et al. 2017, proposition 1)
        var entry = golden.Requests[2];
        var request = Request(entry);
        var model = golden.Model;
        foreach (var site in Enum.GetValues<NeuronSite>())
        {
            var observer = new EditObserver { CollectValues = true };
            await new KnowledgeNeurons(model, Released with { Site = site, Steps = 401 }).EditAsync([request], observer);
            var scores = observer.Values["0.scores"];
            var token = entry.GetProperty("ground_truth_token_ids")[0].GetInt32();
            var ids = entry.GetProperty("prompt_token_ids").Deserialize<int[]>()!;
            for (var layer = 0; layer < scores.Shape[0]; layer++)
            {
                var at = site == NeuronSite.Pre ? Site.MlpPre(layer) : Site.MlpPost(layer);
                var clean = Probability(null);
                var zero = Probability(new Hooks().Change(at, x => x.ReplaceRows([ids.Length - 1], Emend.Tensors.Tensor.Zeros([1, x.Shape[1]]))));
                ((double)scores.Rows(layer, 1).Sum().Item()).ShouldBe(clean - zero, 0.02 * Math.Max(clean, zero), $"{site}, layer {layer}");

                double Probability(Hooks? hooks)
                {
                    var logits = model.Forward(Batch.Single(ids), hooks).Logits;
                    return logits.Rows(ids.Length - 1, 1).Softmax().Values[token];
                }
            }
        }
    }

    [Fact]
    public async Task Refining_Keeps_What_The_Wordings_Share()
    {
        var request = Request(golden.Requests[1]);
        var wordings = Released with { Wordings = ["At home, {} speaks", "{} spoke the language"], Threshold = 0.3 };
        var all = await Neurons(request, wordings);
        var refined = await Neurons(request, wordings with { Refine = true, Share = 0.4 });
        var bare = await Neurons(request, wordings with { Wordings = [] });
        refined.Count.ShouldBeLessThan(all.Count);
        refined.ShouldAllBe(neuron => all.Contains(neuron));
        bare.ShouldAllBe(neuron => all.Contains(neuron));
    }

    [Fact]
    public async Task Answers_Of_Several_Tokens_Are_Scored_Each_After_Those_Before()
    {
        var request = Request(golden.Requests[4]); // eight tokens
        var released = new EditObserver { CollectValues = true };
        var continued = new EditObserver { CollectValues = true };
        await new KnowledgeNeurons(golden.Model, Released).EditAsync([request], released);
        await new KnowledgeNeurons(golden.Model, Released with { AnswerTokens = AnswerTokens.Continued }).EditAsync([request], continued);
        continued.Values["0.scores"].Norm().Item().ShouldBeGreaterThan(10 * released.Values["0.scores"].Norm().Item(), "a token is probable only after those before it");
    }

    [Fact]
    public void Options_Out_Of_Range_Are_Refused()
    {
        Should.Throw<ArgumentException>(() => new KnowledgeNeurons(golden.Model, new() { Steps = 0 })).Message.ShouldContain("steps is 0");
        Should.Throw<ArgumentException>(() => new KnowledgeNeurons(golden.Model, new() { Threshold = 1 })).Message.ShouldContain("threshold is 1");
        Should.Throw<ArgumentException>(() => new KnowledgeNeurons(golden.Model, new() { Share = -1 })).Message.ShouldContain("share is -1");
    }

    private static KnowledgeNeuronsOptions Released { get; } = new() { AnswerTokens = AnswerTokens.Released, LeadingSpace = false };

    private static EditRequest Request(JsonElement entry) =>
        GoldenEdits.Request(entry) with { Target = entry.GetProperty("target_passed").GetString()!, TrueTarget = entry.GetProperty("ground_truth_passed").GetString()! };

    private async Task<List<(int Layer, int Index)>> Neurons(EditRequest request, KnowledgeNeuronsOptions options)
    {
        var observer = new EditObserver { CollectValues = true };
        await new KnowledgeNeurons(golden.Model, options).EditAsync([request], observer);
        return [.. observer.Values["0.neurons"].ToArray().Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]))];
    }

    private void ShouldBeTheNeurons(JsonElement entry, int number, float[] found)
    {
        var scores = golden.Values($"{number}.scores");
        var threshold = 0.2 * scores.Max();
        var expected = entry.GetProperty("neurons").Deserialize<int[][]>()!.Select(pair => (pair[0], pair[1])).ToHashSet();
        expected.SymmetricExceptWith(found.Chunk(2).Select(pair => ((int)pair[0], (int)pair[1])));
        foreach (var (layer, index) in expected)
            ((double)scores[(layer * golden.Model.Architecture.Hidden) + index]).ShouldBe(threshold, ThresholdTolerance * threshold, $"neuron {layer}, {index}");
    }
}
