using Emend.Editing.Training;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.UltraEdit;

/// <summary>
/// One pass over several batches and back: the inputs of the chosen matrices and the gradients at their outputs. Rows do not touch each
/// other, so each batch keeps its own mean loss although all are computed together.
/// </summary>
internal sealed class FeaturePass
{
    private readonly (int First, int Count)[] ranges; // each batch's rows among the features
    private readonly Tensor[] keys;                   // by module, [tokens, inputs]
    private readonly Tensor[] gradients;              // by module, [tokens, outputs]

    /// <summary>Computes the features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modules">The matrices.</param>
    /// <param name="batches">The batches.</param>
    /// <param name="positions">From where positions are counted.</param>
    public FeaturePass(LanguageModel model, IReadOnlyList<TargetModule> modules, IReadOnlyList<FeatureRow[]> batches, RowPositions positions)
    {
        var rows = batches.SelectMany(batch => batch).ToArray();
        var tokens = Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)row.Row.Tokens)]);
        var flat = rows.SelectMany((row, i) => row.Row.Predictions.Select(prediction => tokens.Start(i) + prediction.Position)).ToArray();
        int[] targets = [.. rows.SelectMany(row => row.Row.Predictions.Select(prediction => prediction.Target))];
        float[] shares = [.. batches.SelectMany(Shares)];
        int[] features = [.. rows.SelectMany((row, i) => row.Keys.Select(position => tokens.Start(i) + position))];
        var ends = batches.Select(batch => batch.Sum(row => row.Keys.Length)).ToArray();
        ranges = [.. ends.Select((count, i) => (ends.Take(i).Sum(), count))];

        var sites = modules.Select(module => ModuleSites.Of(model.Architecture, module)).ToArray();
        var hooks = new Hooks().Keep(sites.Select(site => site.Input)).KeepForGradients(sites.Select(site => site.Output));
        if (positions == RowPositions.LeftPadded && model.Architecture.PositionOffset is { } offset)
            hooks.Change(Site.PositionEmbed, _ => model.Weight(model.Weights[WeightRole.PositionEmbedding].Name).GatherRows(Padded(batches, offset)));
        using var workspace = Workspace.Begin();
        var source = model.HasEncoder ? model.Encoder.Forward(new EncoderInput { Tokens = Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)row.Row.Source!)]) }) : null;
        var run = model.Decoder.Forward(new DecoderInput { Tokens = tokens, Source = source, LogitsAt = flat, Hooks = hooks });
        var losses = run.Logits.CrossEntropyOfRows(targets);
        var loss = losses.Dot(Tensor.From(shares, [shares.Length])); // Σ over batches of each one's mean
        Loss = loss.Item();
        var flowing = Gradients.Of(loss, [.. sites.Select(site => run[site.Output])]);
        using var outside = Workspace.Outside();
        keys = [.. sites.Select(site => run[site.Input].Detach().GatherRows(features))];
        gradients = [.. flowing.Select(gradient => gradient.GatherRows(features))];
    }

    /// <summary>The sum of the batches' mean losses.</summary>
    public float Loss { get; }

    /// <summary>A batch's features at a module.</summary>
    /// <returns>The inputs [tokens, inputs] and the gradients [tokens, outputs].</returns>
    public (Tensor Keys, Tensor Gradients) Of(int module, int batch) =>
        (keys[module].Rows(ranges[batch].First, ranges[batch].Count), gradients[module].Rows(ranges[batch].First, ranges[batch].Count));

    private static IEnumerable<float> Shares(FeatureRow[] batch)
    {
        var count = batch.Sum(row => row.Row.Predictions.Count);
        return Enumerable.Repeat(1f / count, count);
    }

    private static int[] Padded(IReadOnlyList<FeatureRow[]> batches, int offset) => [.. batches.SelectMany(batch =>
    {
        var longest = batch.Max(row => row.Row.Tokens.Length);
        return batch.SelectMany(row => Enumerable.Range(longest - row.Row.Tokens.Length + offset, row.Row.Tokens.Length));
    })];
}
