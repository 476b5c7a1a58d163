using Emend.Editing;
using Emend.Editing.Memit;
using Emend.Editing.Statistics;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing.Spreading;

/// <summary>What the methods that spread facts over layers do with batches out of the ordinary.</summary>
public sealed class SpreadTests
{
    private readonly GoldenEdits golden = new("llama", "memit");

    private MemitOptions Options => golden.Options("memit", new MemitOptions()) with { Steps = 3, Layers = [0, 2] };

    private IReadOnlyList<EditRequest> Requests => new GoldenBatch(golden, golden.Batches[2], "").Requests;

    [Fact]
    public async Task EditAsync_GivesTheSame_HoweverManyAreSearchedSideBySide()
    {
        var together = await Editor(golden.Model, Options).EditAsync(Requests);
        var oneByOne = await Editor(golden.Model, Options with { SearchBatch = 1 }).EditAsync(Requests);
        foreach (var (first, second) in together.Deltas.Zip(oneByOne.Deltas))
            Difference(first, second).ShouldBeLessThan(1e-4);
        together.Record.Weights.Select(measure => measure.Weight).ShouldBe(["model.layers.0.mlp.down_proj.weight", "model.layers.2.mlp.down_proj.weight"]);
        together.Record.Weights.ShouldAllBe(measure => measure.Change > 0 && measure.Norm > measure.Change && measure.Condition >= 1);
    }

    [Fact]
    public async Task EditAsync_LeavesOutWhatIsNoNumber_AndSaysSo_IfItShallKeepGoing()
    {
        // only the first subject has this token, and only its embedding is broken
        var requests = Requests.Take(3).ToList();
        var ids = requests.Select(request => golden.Model.Tokenizer.Encode(" " + request.Subject).Ids).ToList();
        var token = ids[0].Except(requests.Skip(1).SelectMany(request => golden.Model.Tokenizer.Encode(request.Text).Ids)).First();
        var embedding = golden.Model.Weight("model.embed_tokens.weight").ToArray();
        embedding[token * golden.Model.Architecture.Width] = float.NaN;
        var broken = golden.Model.With(new Dictionary<string, Tensor> { ["model.embed_tokens.weight"] = Tensor.From(embedding, golden.Model.Weight("model.embed_tokens.weight").Shape) });

        var observer = new EditObserver();
        var edit = await Editor(broken, Options with { KeepGoing = true }).EditAsync(requests, observer);
        edit.Record.Requests.ShouldBe(requests.Skip(1));
        observer.Warnings.ShouldHaveSingleItem().ShouldBe($"The value search for \"{requests[0].Text}\" met a loss that is not a number in step 0: it was left out.");
        var without = await Editor(golden.Model, Options).EditAsync([.. requests.Skip(1)]);
        Difference(edit.Deltas[0], without.Deltas[0]).ShouldBeLessThan(1e-4);

        (await Should.ThrowAsync<ArithmeticException>(() => Editor(broken, Options).EditAsync(requests))).Message.ShouldContain(requests[0].Text);
        (await Should.ThrowAsync<ArithmeticException>(() => Editor(broken, Options with { KeepGoing = true }).EditAsync([requests[0]]))).Message.ShouldContain("lower learningRate");
    }

    [Fact]
    public async Task EditAsync_TakesTheSameSubjectTwice_AndRefusesTwoAnswersToOneQuestion()
    {
        var first = Requests[0];
        var edit = await Editor(golden.Model, Options).EditAsync([first, first with { Prompt = "The friends of {} say" }, first]);
        edit.Deltas.ShouldAllBe(delta => double.IsFinite(delta.Norm));
        (await Should.ThrowAsync<FormatException>(() => Editor(golden.Model, Options).EditAsync([first, first with { Target = "something else" }]))).Message.ShouldContain("contradict each other");
    }

    [Fact]
    public void Constructor_RefusesALayerThatDoesNotExist() =>
        Should.Throw<ArgumentException>(() => Editor(golden.Model, Options with { Layers = [1, 60] })).Message.ShouldBe("Layer 60 does not exist: model has layers 0 to 3.");

    private Memit Editor(LanguageModel model, MemitOptions options) => new(model, options, golden.Templates, new SecondMoments(golden.Model, golden.StatisticsFile));

    private static double Difference(WeightDelta left, WeightDelta right)
    {
        var (a, b) = (Dense(left), Dense(right));
        return a.Subtract(b).Norm().Item() / b.Norm().Item();
    }

    private static Tensor Dense(WeightDelta delta) => delta.Dense ?? delta.Left!.MatMul(delta.Right!);
}
