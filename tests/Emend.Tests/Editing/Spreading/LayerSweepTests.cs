using Emend.Editing;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Values;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;
using Emend.Tests.Models;

namespace Emend.Tests.Editing.Spreading;

/// <summary>A sweep reads what passes over whole prompts would read, in every family.</summary>
public sealed class LayerSweepTests
{
    private const int Requests = 4, Contexts = 3;
    private static readonly int[] Layers = [0, 2];
    private static readonly int[] Target = [5, 6];

    public static TheoryData<string, bool, long> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, long>();
            foreach (var name in GoldenModel.DecoderNames)
            {
                cases.Add(name, true, 1 << 30); // all requests in one pass
                cases.Add(name, false, 1);      // … each in one of its own
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Spread_ReadsTheKeysAndValuesOfWholePasses_WithTheLayersEditedSoFar(string name, bool inStream, long bytes)
    {
        var model = GoldenModel.Open(name).Model;
        var layers = Layers.Where(layer => layer < model.Architecture.Layers).ToArray();
        var site = inStream ? Site.ResidPost(layers[^1]) : Site.MlpOut(layers[^1]);
        var prompts = Enumerable.Range(0, Requests).Select(request => Prompts(request, model.Architecture)).ToArray();
        var sweep = new LayerSweep(model, layers, prompts) { PassBytes = bytes };
        var clean = new WholePass(model, prompts);
        var initial = clean.Values(site);
        sweep.Enter([.. prompts.Take(1).Select((_, i) => Found(i))]);
        sweep.Enter([.. prompts.Skip(1).Select((_, i) => Found(i + 1))]);
        sweep.Initial.ToArray().ShouldBe(initial.ToArray());
        var observer = new EditObserver { CollectValues = true };

        var (deltas, _) = sweep.Spread(Numbers(Requests, model.Architecture.Width, 1), bytes == 1 ? null : sweep.Initial, site, ResidualSpread.Even, Solve, observer, default);

        for (var i = 0; i < layers.Length; i++)
        {
            var edited = new WholePass(model.With(new Edit(new EditRecord { Method = "memit" }, [.. deltas.Take(i)])), prompts);
            ShouldBeClose(observer.Values[$"layer{layers[i]}.keys"], edited.Keys(layers[i]));
            ShouldBeClose(observer.Values[$"layer{layers[i]}.current"], edited.Values(site));
        }

        KeySolution Solve(int layer, Matrix keys) => new(Matrix.From(Numbers(Requests, keys.Columns, layer + 2).Multiply(0.05f)), 1);

        FoundValue Found(int request) => new()
        {
            Prompts = prompts[request],
            Initial = initial.Rows(request, 1).Reshape([model.Architecture.Width]),
            Change = Tensor.Zeros([model.Architecture.Width]),
            Loss = Tensor.Zeros([1, 4]),
            Keys = Tensor.Zeros([1, 1]),
            Outputs = Tensor.Zeros([1, 1]),
            Entering = (clean.Entering(Site.ResidPre(layers[0]), request), clean.Entering(Site.AttentionOut(layers[0]), request)),
        };
    }

    /// <summary>
    /// A prompt of its own bare, behind a text that all share, and behind one of its own: rows of 4 to 16 tokens with the target.
    /// The LongRoPE case rotates those of more than 8 otherwise: here all behind the shared text, and some of the others.
    /// </summary>
    private static RewritePrompts Prompts(int request, Emend.Models.Architecture architecture)
    {
        var random = new Random(request);
        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(7, architecture.Vocabulary))];
        int[] prompt = [3, .. Tokens(2 + (2 * request))], own = Tokens(request);
        var last = 1 + request;
        return new RewritePrompts(
            new EditRequest("{} is", "subject", "target"),
            [new RewriteRow(prompt, 1, last), new RewriteRow([4, 5, 6, 4, 5, 6, .. prompt], 7, 6 + last), new RewriteRow([.. own, .. prompt], 1 + request, request + last)],
            [],
            Target);
    }

    private static Tensor Numbers(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)], [rows, columns]);
    }

    private static void ShouldBeClose(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        var scale = expected.Values.ToArray().Max(MathF.Abs);
        for (var i = 0; i < actual.Values.Length; i++)
            actual.Values[i].ShouldBe(expected.Values[i], GoldenModel.ValueTolerance * scale);
    }

    /// <summary>Everything of every row as the value search reads it: the prompt and the target but for its last token.</summary>
    private sealed class WholePass
    {
        private readonly RewritePrompts[] prompts;
        private readonly Batch batch;
        private readonly Run run;

        public WholePass(LanguageModel model, RewritePrompts[] prompts)
        {
            this.prompts = prompts;
            batch = Batch.Of([.. prompts.SelectMany(request => request.Rewriting).Select(row => (IReadOnlyList<int>)[.. row.Tokens, .. Target[..^1]])]);
            run = model.Forward(batch, new Hooks().Keep(Enumerable.Range(0, model.Architecture.Layers)
                .SelectMany(layer => new[] { Site.ResidPre(layer), Site.AttentionOut(layer), Site.MlpPost(layer), Site.MlpOut(layer), Site.ResidPost(layer) })));
        }

        /// <summary>The states of a request's rows up to the subject's last tokens [tokens, width].</summary>
        public Tensor Entering(Site site, int request) => RowOperations.ConcatRows([.. Enumerable.Range(0, Contexts)
            .Select(context => run.Row(site, (request * Contexts) + context).Rows(0, prompts[request].Rewriting[context].SubjectLast + 1))]);

        /// <summary>The mean keys: half from the bare prompt, half from the texts [requests, hidden].</summary>
        public Tensor Keys(int layer) => RowOperations.ConcatRows([.. Enumerable.Range(0, Requests).Select(request =>
            At(Site.MlpPost(layer), request, 0).Multiply(0.5f)
                .Add(At(Site.MlpPost(layer), request, 1).Multiply(0.25f)).Add(At(Site.MlpPost(layer), request, 2).Multiply(0.25f)))]);

        /// <summary>The values of the bare prompts [requests, …].</summary>
        public Tensor Values(Site site) => RowOperations.ConcatRows([.. Enumerable.Range(0, Requests).Select(request => At(site, request, 0))]);

        private Tensor At(Site site, int request, int context) =>
            run.Row(site, (request * Contexts) + context).Rows(prompts[request].Rewriting[context].SubjectLast, 1);
    }
}
