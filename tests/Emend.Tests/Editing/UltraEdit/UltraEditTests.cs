using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.UltraEdit;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.UltraEdit;

using UltraEdit = Emend.Editing.UltraEdit.UltraEdit;

public sealed class UltraEditTests : IDisposable
{
    private static readonly LanguageModel Gpt2 = Fixture("gpt2"), Llama = Fixture("llama");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gpt2", "mlp-down mlp-up attention-output")]
    [InlineData("llama", "mlp-gate mlp-up mlp-down query value")]
    public async Task A_Sequence_Is_The_Same_In_One_Call_Or_Turn_By_Turn(string fixture, string modules)
    {
        var model = fixture == "gpt2" ? Gpt2 : Llama;
        var requests = Requests(6);
        var options = new UltraEditOptions { Layers = [1, 2], Modules = modules.Split(' '), LearningRate = 1e-3, TurnSize = 2, BatchSize = 2 };
        var whole = await new UltraEdit(model, options).EditAsync(requests);
        var edits = new List<Edit>();
        var current = model;
        foreach (var turn in requests.Chunk(2))
        {
            edits.Add(await new UltraEdit(current, options, edits).EditAsync(turn));
            edits[^1].Save(folder[$"{edits.Count}"]);
            edits[^1] = Edit.Load(folder[$"{edits.Count}"]);
            current = current.With(edits[^1]);
        }

        whole.Deltas.Count.ShouldBe(edits[0].Deltas.Count);
        foreach (var delta in whole.Deltas)
            Difference(model.With(whole).Weight(delta.Weight).ToArray(), current.Weight(delta.Weight).ToArray()).ShouldBeLessThan(1e-5, delta.Weight);
        foreach (var carried in Edit.Merge(edits).Carry)
            Difference(whole.Carry.Single(other => other.Name == carried.Name).Value.ToArray(), carried.Value.ToArray()).ShouldBeLessThan(1e-4, carried.Name);
    }

    [Fact]
    public async Task Batches_Are_Independent_Of_How_Many_Are_Computed_Together()
    {
        // one batch for each request: the mean of one is its own loss, whatever stands beside it
        var options = new UltraEditOptions { Layers = [2], Modules = ["mlp-down"], LearningRate = 1e-3, TurnSize = 8, BatchSize = 1 };
        var together = new EditObserver { CollectValues = true };
        await new UltraEdit(Gpt2, options).EditAsync(Requests(8), together);
        var alone = new EditObserver { CollectValues = true };
        await new UltraEdit(Gpt2, options).EditAsync([Requests(8).MaxBy(request => Gpt2.Tokenizer.Encode(request.Text).Count)!], alone);
        Difference(together.Values["turn0.0.batch0.grads"].ToArray(), alone.Values["turn0.0.batch0.grads"].ToArray()).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public async Task One_Token_Alone_Gives_Numbers()
    {
        var edit = await new UltraEdit(Gpt2, new UltraEditOptions { Layers = [2], Modules = ["mlp-down"], LearningRate = 1e-3 }).EditAsync([new("The mother tongue of {} is", "Michel Godard", "Dutch")]);
        edit.Deltas[0].RequireFinite(); // the released code: NaN, the unbiased variance of one
    }

    [Theory]
    [InlineData("modules", "c_attn", "cannot be read apart")]
    [InlineData("lambda", "0", "must be above 0")]
    [InlineData("turnSize", "0", "at least 1")]
    public void Constructor_Refuses_What_Makes_No_Sense(string option, string value, string why) =>
        Should.Throw<ArgumentException>(() => new UltraEdit(Gpt2, OptionSet.With(UltraEditDefaults.For(Gpt2), [new(option, value)]))).Message.ShouldContain(why);

    [Fact]
    public void Files_Of_EasyEdit_Are_Read()
    {
        // origin: EasyEdit, hparams/UltraEdit/mistral-7b.yaml (MIT)
        File.WriteAllText(folder["ultra.yaml"], """
            alg_name: "ULTRAEDIT"
            device: 0

            model_name: your/path/mistral-7b-v0.3
            class_name: AutoModelForCausalLM
            tokenizer_class: AutoTokenizer
            tokenizer_name: your/path/mistral-7b-v0.3

            inner_params:
            # zsre wikibigedit fever ultraeditbench
            - model.layers.29.mlp.down_proj
            - model.layers.30.mlp.down_proj

            # Method
            dropout: 0.0
            no_grad_layers: null

            lr: 1e-6
            token: mask

            batch_size: 100
            batch_size_once: 10
            editor_batch_size: 1024
            silent: False
            half: true

            model_parallel: false

            # Output
            results_dir: ./results
            """);
        var read = HyperParameterFile.Read(folder["ultra.yaml"], MethodList.Find("rome"));
        read.Method.ShouldBe("ultraedit");
        var options = OptionSet.With(new UltraEditOptions { LearningRate = 1, TurnSize = 1, BatchSize = 1 }, read.Options);
        options.Modules.ShouldBe(["model.layers.29.mlp.down_proj", "model.layers.30.mlp.down_proj"]);
        options.ShouldBe(new UltraEditOptions { Modules = options.Modules, Layers = options.Layers, Tokens = UltraEditTokens.All });
    }

    private static EditRequest[] Requests(int count)
    {
        string[] subjects = ["Michel Godard", "Henri Decoin", "Kim Philby", "Danielle Darrieux", "George Best", "Koke", "Neil Finn", "Newhart"];
        string[] targets = ["Dutch", "English", "French", "Russian"];
        return [.. subjects.Take(count).Select((subject, i) => new EditRequest("The mother tongue of {} is", subject, targets[i % 4]))];
    }

    private static LanguageModel Fixture(string name) => LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", name, "model"));

    private static double Difference(float[] actual, float[] expected) =>
        actual.Zip(expected, (a, b) => Math.Abs(a - (double)b)).Max() / expected.Max(value => Math.Abs((double)value));
}
