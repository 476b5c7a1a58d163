using Emend.Editing.Methods;
using Emend.Editing.Solving;
using Emend.Editing.Training;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.UltraEdit;

/// <summary>
/// UltraEdit (Gu et al. 2025, "UltraEdit: Training-, Subject-, and Memory-Free Lifelong Editing in Language Models"): one pass over the facts
/// and back gives inputs and gradients of some matrices; a regularised least-squares solution maps the inputs to steps against the
/// normalised gradients. Each edit carries the state of the normalisation.
/// </summary>
/// <example><code>
/// Edit first = await new UltraEdit(model).EditAsync(requests);
/// Edit second = await new UltraEdit(model.With(first), earlier: [first]).EditAsync(more);
/// </code></example>
public sealed class UltraEdit : IEditor
{
    private const int TokensTogether = 2048; // bounds the memory of one pass

    private readonly LanguageModel model;
    private readonly UltraEditOptions options;
    private readonly IReadOnlyList<TargetModule> modules;
    private readonly IReadOnlyList<Edit> earlier;

    /// <summary>Prepares the method for a model.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="options">The settings; null for the model's own defaults.</param>
    /// <param name="earlier">The edits that the model has already, oldest first: the normalisation goes on from what they carry.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a module does not exist.</exception>
    public UltraEdit(LanguageModel model, UltraEditOptions? options = null, IReadOnlyList<Edit>? earlier = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var settings = options ?? UltraEditDefaults.For(model);
        settings.Check();
        this.model = model;
        this.options = settings.Modules.Count > 0 ? settings : settings with { Modules = UltraEditDefaults.For(model).Modules };
        this.earlier = earlier ?? [];
        modules = TargetModule.Find(model, this.options.Modules, this.options.Layers);
        foreach (var module in modules)
            ModuleSites.Of(model.Architecture, module);
    }

    /// <inheritdoc/>
    public string Method => "ultraedit";

    /// <inheritdoc/>
    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        Task.Run(() => Compute(requests, observer, cancel), cancel);

    /// <summary>Edits turn by turn, each turn the model as edited so far.</summary>
    private Edit Compute(IReadOnlyList<EditRequest> requests, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        foreach (var request in requests)
            request.Checked();
        var normalizers = modules.Select(module => (module.Place.Inputs, module.Place.Outputs)).Distinct()
            .ToDictionary(shape => shape, shape => new RunningNormalizer(shape.Inputs, shape.Outputs, earlier));
        var record = new EditRecord { Method = Method, Requests = [.. requests], Options = OptionSet.ToJson(options) };
        var deltas = new WeightDelta?[modules.Count];
        var current = model;
        foreach (var (turn, chunk) in requests.Chunk(options.TurnSize).Index())
        {
            var features = Read(current, chunk, batch =>
            {
                observer?.Progress?.Report(new EditProgress("editing", (turn * options.TurnSize) + batch, requests.Count));
                cancel.ThrowIfCancellationRequested();
            });
            foreach (var ((at, keys, gradients), batch) in features.SelectMany((batch, i) => batch.Select(feature => (feature, i))))
            {
                normalizers[(modules[at].Place.Inputs, modules[at].Place.Outputs)].Update(keys, gradients);
                observer?.Collect($"turn{turn}.{at}.batch{batch}.keys", () => keys);
                observer?.Collect($"turn{turn}.{at}.batch{batch}.grads", () => gradients);
            }

            for (var at = 0; at < modules.Count; at++)
            {
                var keys = RowOperations.ConcatRows([.. features.Select(batch => batch[at].Keys)]);             // H [tokens, inputs]
                var gradients = RowOperations.ConcatRows([.. features.Select(batch => batch[at].Gradients)]);   // G [tokens, outputs]
                var place = modules[at].Place;
                var values = normalizers[(place.Inputs, place.Outputs)].PseudoValues(keys, gradients, options.LearningRate); // V
                var delta = Solve(at, Matrix.From(keys), values);
                deltas[at] = deltas[at]?.Then(delta) ?? delta;
                observer?.Collect($"turn{turn}.{at}.delta", () => delta.Dense ?? delta.Left!.MatMul(delta.Right!));
            }

            if ((turn + 1) * options.TurnSize < requests.Count)
                current = model.With(new Edit(record, deltas!));
        }

        return new Edit(record, deltas!, normalizers.Values.SelectMany(normalizer => normalizer.Carry())).Finite();
    }

    /// <summary>Δ = Vᵀ(HHᵀ + λI)⁻¹H (Gu et al. 2025, eq. 7): the least change that takes the inputs H nearly to V.</summary>
    private WeightDelta Solve(int at, Matrix keys, Matrix values)
    {
        var place = modules[at].Place;
        var adjusted = KeySolver.Solve(null, keys, options.Lambda).AdjustedKeys; // [tokens, inputs]
        if (keys.Rows * ((long)place.Inputs + place.Outputs) < place.Shape.Count)
        {
            return place.IsOutputByInput
                ? WeightDelta.LowRank(place.Name, values.ToTensor().Transpose(), adjusted.ToTensor())
                : WeightDelta.LowRank(place.Name, adjusted.ToTensor().Transpose(), values.ToTensor());
        }

        return WeightDelta.Full(place.Name, (place.IsOutputByInput ? values.Multiply(adjusted, transposeLeft: true) : adjusted.Multiply(values, transposeLeft: true)).ToTensor());
    }

    /// <summary>The features of a turn: for each batch, for each module. Batches are computed together as far as memory allows.</summary>
    private List<List<(int Module, Tensor Keys, Tensor Gradients)>> Read(LanguageModel current, EditRequest[] requests, Action<int> report)
    {
        var batches = Batches(requests);
        var features = new List<List<(int, Tensor, Tensor)>>();
        for (var first = 0; first < batches.Count;)
        {
            report(first * options.BatchSize);
            var (count, tokens) = (0, 0);
            while (first + count < batches.Count && (count == 0 || tokens + Tokens(batches[first + count]) <= TokensTogether))
                tokens += Tokens(batches[first + count++]);
            var pass = new FeaturePass(current, modules, batches.GetRange(first, count), options.Positions);
            if (!float.IsFinite(pass.Loss))
                throw new ArithmeticException($"UltraEdit met a loss that is not a number in step {first}, among {count * options.BatchSize} requests from \"{requests[first * options.BatchSize].Text}\" on: lower learningRate, or check the weights with \"emend models check\".");
            for (var batch = 0; batch < count; batch++)
                features.Add([.. Enumerable.Range(0, modules.Count).Select(at => (at, pass.Of(at, batch).Keys, pass.Of(at, batch).Gradients))]);
            first += count;
        }

        return features;

        static int Tokens(FeatureRow[] batch) => batch.Sum(row => row.Row.Tokens.Length);
    }

    /// <summary>The batches of a turn: by length, the longest rows first, as the released code; in order for EasyEdit.</summary>
    private List<FeatureRow[]> Batches(EditRequest[] requests)
    {
        var rows = requests.Select(request => FeatureRow.Of(model, request, options)).ToArray();
        if (options.Tokens == UltraEditTokens.Answer)
            return [.. rows.OrderByDescending(row => row.Row.Tokens.Length).Chunk(options.BatchSize)];
        return [.. rows.Chunk(options.BatchSize).Select((chunk, i) => options.TargetTokens == TargetTokens.EasyEdit
            ? FeatureRow.FilledUp(model, requests[(i * options.BatchSize)..((i * options.BatchSize) + chunk.Length)], chunk)
            : chunk)];
    }
}
