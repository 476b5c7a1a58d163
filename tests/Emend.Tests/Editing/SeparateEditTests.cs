using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing;

/// <summary>Edits that are computed side by side are what each would be alone.</summary>
public sealed class SeparateEditTests
{
    public static TheoryData<string, string> Editors
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in (string[])["rome", "r-rome", "p-rome", "memit", "memit-csk", "pmet", "emmet", "alphaedit"])
            {
                data.Add(method, "gpt2");
                data.Add(method, "llama");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditSeparatelyAsync_GivesWhatEachRequestAloneGives(string method, string fixture)
    {
        var golden = new GoldenEdits(fixture, "r_rome");
        var editor = Editor(method, fixture, golden.Model);
        var requests = golden.Requests.Take(4).Select(GoldenEdits.Request).ToList();
        requests.Add(requests[1] with { Target = requests[2].Target });

        var edits = await editor.EditSeparatelyAsync(requests);

        edits.Count.ShouldBe(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            var alone = await editor.EditAsync([requests[i]]);
            var edit = edits[i].Edit.ShouldNotBeNull();
            edit.Record.Requests.ShouldBe([requests[i]]);
            edit.Record.Method.ShouldBe(method);
            edit.Record.Options.Keys.ShouldBe(alone.Record.Options.Keys);
            edit.Deltas.Select(delta => delta.Weight).ShouldBe(alone.Deltas.Select(delta => delta.Weight));
            foreach (var (one, other) in edit.Deltas.Zip(alone.Deltas))
                Difference(one, other).ShouldBeLessThan(1e-4, $"{one.Weight} of request {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditSeparatelyAsync_TellsWhatCannotBeDone_AndDoesTheOthers(string method, string fixture)
    {
        var golden = new GoldenEdits(fixture, "r_rome");
        var good = GoldenEdits.Request(golden.Requests[3]);

        var edits = await Editor(method, fixture, golden.Model).EditSeparatelyAsync([good with { Subject = " " }, good, good with { Prompt = "no place for the subject" }]);

        edits[0].Error.ShouldBeOfType<FormatException>().Message.ShouldContain("subject");
        edits[1].Edit.ShouldNotBeNull();
        edits[2].Edit.ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => Editor(method, fixture, golden.Model).EditSeparatelyAsync([]));
    }

    [Fact]
    public async Task EditSeparatelyAsync_LeavesTheOthersAlone_WhenASearchMeetsNoNumber()
    {
        var golden = new GoldenEdits("llama", "r_rome");
        var requests = golden.Requests.Take(3).Select(GoldenEdits.Request).ToList();
        var token = golden.Model.Tokenizer.Encode(" " + requests[0].Subject).Ids.Except(requests.Skip(1).SelectMany(request => golden.Model.Tokenizer.Encode(request.Text).Ids)).First();
        var embedding = golden.Model.Weight("model.embed_tokens.weight").ToArray();
        embedding[token * golden.Model.Architecture.Width] = float.NaN;
        var broken = golden.Model.With(new Dictionary<string, Tensor> { ["model.embed_tokens.weight"] = Tensor.From(embedding, golden.Model.Weight("model.embed_tokens.weight").Shape) });

        var edits = await Editor("rome", "llama", broken).EditSeparatelyAsync(requests);

        var alone = await Should.ThrowAsync<ArithmeticException>(() => Editor("rome", "llama", broken).EditAsync([requests[0]]));
        edits[0].Error.ShouldBeOfType<ArithmeticException>().Message.ShouldBe(alone.Message);
        foreach (var edit in edits.Skip(1))
            edit.Edit.ShouldNotBeNull().Deltas.ShouldAllBe(delta => double.IsFinite(delta.Norm));
    }

    private static ISeparateEditor Editor(string method, string fixture, LanguageModel model)
    {
        var found = MethodList.Find(method);
        var settings = OptionSet.With(found.Defaults(model), EditorSettings.Of(method, fixture));
        var statistics = new SecondMoments(model, Path.Combine(AppContext.BaseDirectory, "Golden", "editing", fixture, "stats.safetensors"));
        return found.Create(model, settings, new MethodInputs { Statistics = statistics }).ShouldBeAssignableTo<ISeparateEditor>()!;
    }

    private static double Difference(WeightDelta left, WeightDelta right)
    {
        var (a, b) = (Dense(left), Dense(right));
        return a.Subtract(b).Norm().Item() / b.Norm().Item();
    }

    private static Tensor Dense(WeightDelta delta) => delta.Dense ?? delta.Left!.MatMul(delta.Right!);
}
