using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Training;

/// <summary>The states of a batch below the lowest weight that is trained, and the passes that go on from there.</summary>
internal sealed class FrozenStates
{
    private readonly Batch batch;
    private readonly Encoded? source;
    private readonly int start;          // the first block that a pass computes
    private readonly Tensor hidden;      // its input without what the trained down projection adds [tokens, width]
    private readonly Tensor? keys;       // the input of the trained down projection below it, if that is all that is trained there [tokens, hidden]

    public FrozenStates(LanguageModel model, IReadOnlyList<TargetModule> modules, Batch batch, IReadOnlyList<int[]> sources, RowPositions positions)
    {
        this.batch = batch;
        var layer = modules.Min(module => module.Layer);
        var lowest = modules.Where(module => module.Layer == layer).ToList();
        var addsToStream = !model.Architecture.NormPlacement.HasFlag(NormPlacement.OnOutput) && !model.Architecture.NormPlacement.HasFlag(NormPlacement.OnStream);
        var startsBehind = addsToStream && lowest is [{ Role: WeightRole.MlpDown }];
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        if (model.HasEncoder)
            source = Remembered(model, modules, sources);
        var hooks = startsBehind
            ? new Hooks().Keep(Site.MlpPost(layer), Site.MlpOut(layer), Site.ResidPost(layer)).StopAfter(Site.ResidPost(layer))
            : new Hooks().Keep(Site.ResidPre(layer)).StopAfter(Site.ResidPre(layer));
        if (positions == RowPositions.LeftPadded && model.Architecture.PositionOffset is { } offset)
            hooks.Change(Site.PositionEmbed, _ => model.Weight(model.Weights[WeightRole.PositionEmbedding].Name).GatherRows(Padded(offset)));
        var run = model.Decoder.Forward(new DecoderInput { Tokens = batch, Source = source, LogitsAt = [], Hooks = hooks });
        start = startsBehind ? layer + 1 : layer;
        if (startsBehind)
        {
            using var outside = Workspace.Outside();
            keys = run[Site.MlpPost(layer)].Copy();
            hidden = run[Site.ResidPost(layer)].Subtract(run[Site.MlpOut(layer)]);
        }
        else
        {
            using var outside = Workspace.Outside();
            hidden = run[Site.ResidPre(layer)].Copy();
        }
    }

    /// <summary>The logits of some tokens [asked, vocabulary].</summary>
    /// <param name="model">The model in training.</param>
    /// <param name="asked">The flat tokens.</param>
    public Tensor Logits(LanguageModel model, int[] asked) => model.Decoder.Forward(Input(model) with { LogitsAt = asked }).Logits;

    /// <summary>A pass from here on.</summary>
    public DecoderInput Input(LanguageModel model) => new()
    {
        Tokens = batch,
        Source = source,
        StartLayer = start,
        Hidden = keys is null ? hidden : hidden.Add(model.Projection(WeightRole.MlpDown, start - 1).Apply(keys)),
    };

    // keys and values that no trained weight makes are computed once
    private static Encoded Remembered(LanguageModel model, IReadOnlyList<TargetModule> modules, IReadOnlyList<int[]> sources)
    {
        var remembers = !modules.Any(module => module.Role is WeightRole.CrossKey or WeightRole.CrossValue);
        var encoded = model.Encoder.Forward(new EncoderInput { Tokens = Batch.Of([.. sources]) });
        return encoded.Remembering([.. Enumerable.Range(0, sources.Count)], remembers ? model.Architecture.Layers : 0);
    }

    private int[] Padded(int offset)
    {
        var longest = Enumerable.Range(0, batch.Rows).Max(batch.Length);
        return [.. Enumerable.Range(0, batch.Rows).SelectMany(row => Enumerable.Range(longest - batch.Length(row) + offset, batch.Length(row)))];
    }
}
