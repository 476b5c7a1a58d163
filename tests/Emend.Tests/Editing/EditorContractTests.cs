using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Models;
using Emend.Tensors;
using Emend.Tests.Models;

namespace Emend.Tests.Editing;

/// <summary>What every editing method must keep to, on every shape of model that has a fixture.</summary>
public sealed class EditorContractTests(TrainedGptJ trained) : IClassFixture<TrainedGptJ>
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden", "editing");

    public static TheoryData<string, string> Editors
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in MethodList.All)
            {
                data.Add(method.Name, "gpt2");
                data.Add(method.Name, "llama");
                data.Add(method.Name, "gptj");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditAsync_KeepsTheContract(string method, string fixture)
    {
        var (model, editor, request) = SetUp(method, fixture);
        var before = Snapshot(model);

        var edit = await editor.EditAsync([request]);

        Snapshot(model).ShouldBe(before, "the model is untouched");
        foreach (var delta in edit.Deltas)
            model.Weight(delta.Weight).Shape.ShouldBe(delta.Shape, "a change is of an existing weight, in its own orientation");
        edit.Deltas.ShouldAllBe(delta => delta.Norm > 0 && double.IsFinite(delta.Norm));
        edit.Record.Method.ShouldBe(method);
        edit.Record.Requests.ShouldBe([request]);

        var edited = model.With(edit);
        Probability(edited, request).ShouldBeGreaterThan(0.4, "the fact is learnt");
        Probability(model, request).ShouldBeLessThan(0.1, "the unedited model still does not know it");
        Snapshot(model).ShouldBe(before, "dropping the edit leaves the original weights");

        var again = await SetUp(method, fixture).Editor.EditAsync([request]);
        Bytes(again).ShouldBe(Bytes(edit), "the same seed gives the same bytes");

        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            edit.Save(path);
            Bytes(Edit.Load(path)).ShouldBe(Bytes(edit), "an edit survives a save and a load");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditAsync_StopsWhenCancelled(string method, string fixture)
    {
        var (_, editor, request) = SetUp(method, fixture);
        using var cancel = new CancellationTokenSource();
        var observer = new EditObserver { Progress = new Immediate(_ => cancel.Cancel()) };
        await Should.ThrowAsync<OperationCanceledException>(() => editor.EditAsync([request], observer, cancel.Token));
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditAsync_RefusesWhatItCannotDo(string method, string fixture)
    {
        var (_, editor, request) = SetUp(method, fixture);
        await Should.ThrowAsync<FormatException>(() => editor.EditAsync([request with { Subject = "  " }]));
        await Should.ThrowAsync<FormatException>(() => editor.EditAsync([request with { Target = "" }]));
        await Should.ThrowAsync<FormatException>(() => editor.EditAsync([request with { Prompt = "no place for the subject" }]));
        var tooLong = await Should.ThrowAsync<FormatException>(() => editor.EditAsync([request with { Prompt = string.Concat(Enumerable.Repeat("again and ", 80)) + "{} is" }]));
        tooLong.Message.ShouldContain("shorten it");
        await Should.ThrowAsync<ArgumentException>(() => editor.EditAsync([]));
    }

    [Theory]
    [MemberData(nameof(Editors))]
    public async Task EditAsync_StopsAtNumbersThatAreNone(string method, string fixture)
    {
        var (model, _, request) = SetUp(method, fixture);
        var name = model.Weights[WeightRole.MlpDown, fixture == "gptj" ? 2 : 3].Name;
        var broken = model.Weight(name).ToArray();
        broken[5] = float.NaN;
        var sick = model.With(new Dictionary<string, Tensor> { [name] = Tensor.From(broken, model.Weight(name).Shape) });
        var error = await Should.ThrowAsync<ArithmeticException>(() => Editor(method, fixture, sick).EditAsync([request]));
        error.Message.ShouldContain("step 0");
    }

    [Theory]
    [InlineData("ft", "learningRate=1e30")]
    [InlineData("lora", "learningRate=1e30")]
    [InlineData("ultraedit", "learningRate=1e38")]
    public async Task EditAsync_RefusesAChangeThatOverflows_ThoughTheLossIsANumber(string method, string setting)
    {
        var golden = new GoldenEdits("gpt2", "r_rome");
        var found = MethodList.Find(method);
        var settings = OptionSet.With(found.Defaults(golden.Model), [.. EditorSettings.Of(method, "gpt2"), new(setting.Split('=')[0], setting.Split('=')[1])]);
        await Should.ThrowAsync<ArithmeticException>(() => found.Create(golden.Model, settings, new MethodInputs()).EditAsync([GoldenEdits.Request(golden.Requests[3])]));
    }

    private (LanguageModel Model, IEditor Editor, EditRequest Request) SetUp(string method, string fixture)
    {
        if (fixture == "gptj")
        {
            var model = LanguageModel.Load(trained.Folder);
            return (model, Editor(method, fixture, model), TrainedGptJ.Request);
        }

        var golden = new GoldenEdits(fixture, "r_rome");
        return (golden.Model, Editor(method, fixture, golden.Model), GoldenEdits.Request(golden.Requests[3]));
    }

    private IEditor Editor(string method, string fixture, LanguageModel model)
    {
        var found = MethodList.Find(method);
        var settings = OptionSet.With(found.Defaults(model), EditorSettings.Of(method, fixture));
        var statistics = fixture == "gptj" ? Path.Combine(trained.Folder, SecondMoments.FileName) : Path.Combine(Root, fixture, "stats.safetensors");
        return found.Create(model, settings, new MethodInputs { Statistics = new SecondMoments(model, statistics) });
    }

    private static double Probability(LanguageModel model, EditRequest request) =>
        model.Score(request.Text, request.SpacedTarget)[0].Probability;

    private static string Snapshot(LanguageModel model) => model.Hash + string.Join('|', model.WeightNames.Order(StringComparer.Ordinal)
        .Select(name => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(model.Weight(name).Bytes))));

    private static byte[] Bytes(Edit edit) => [.. edit.Deltas.SelectMany(delta => delta.Left is { } left ? [.. left.Bytes, .. delta.Right!.Bytes] : delta.Dense!.Bytes.ToArray())];

    private sealed class Immediate(Action<EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => report(value);
    }
}
