using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>
/// What a value search computes once: the states at the edited layer, and above it the keys and values of the tokens
/// that the change cannot reach.
/// </summary>
internal sealed class CleanStates : IDisposable
{
    private readonly LanguageModel model;
    private readonly int layer;
    private readonly IReadOnlyList<Site> sites;
    private readonly SearchRows rows;
    private readonly Batch batch;
    private readonly Tensor entry; // [tokens, width], the input of the first block that a step computes
    private readonly (Tensor Stream, Tensor Attended)? entering; // [tokens, width] each
    private readonly KeyValueCache past;

    /// <param name="model">The model.</param>
    /// <param name="layer">The layer whose outputs are changed.</param>
    /// <param name="sites">Where they are changed: its MLP's output, or that and its attention's.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="entered">The layer whose input and whose attention's output are kept for those who edit from there; null for none.</param>
    public CleanStates(LanguageModel model, int layer, IReadOnlyList<Site> sites, SearchRows rows, int? entered = null)
    {
        this.model = model;
        this.layer = layer;
        this.sites = sites;
        this.rows = rows;
        batch = Batch.Of([.. rows.All.Select(row => (IReadOnlyList<int>)row.Tokens)]);
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var entrySite = AddsToStream ? Site.ResidPost(layer) : Site.ResidPre(layer);
        var run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = batch,
            LogitsAt = [],
            Hooks = new Hooks()
                .Keep(entrySite, Site.MlpPost(layer), Site.MlpOut(layer), Site.ResidPost(layer))
                .Keep(sites)
                .Keep(entered is { } first ? [Site.ResidPre(first), Site.AttentionOut(first)] : [])
                .StopAfter(Site.ResidPost(layer)),
        });
        var subjects = rows.All.Select((row, i) => batch.Start(i) + row.SubjectLast).ToArray();
        entry = workspace.Keep(run[entrySite]);
        Keys = workspace.Keep(run[Site.MlpPost(layer)].GatherRows(subjects));
        Outputs = workspace.Keep(run[Site.MlpOut(layer)].GatherRows(subjects));
        AtSites = [.. sites.Select(site => workspace.Keep(run[site].GatherRows(subjects)))];
        BlockOutputs = workspace.Keep(run[Site.ResidPost(layer)].GatherRows(subjects));
        entering = entered is { } from ? (workspace.Keep(run[Site.ResidPre(from)]), workspace.Keep(run[Site.AttentionOut(from)])) : null;
        past = RecordPast();
    }

    /// <summary>The inputs of the down projection at the subject's last token [rows, hidden].</summary>
    public Tensor Keys { get; }

    /// <summary>The MLP's outputs there [rows, width].</summary>
    public Tensor Outputs { get; }

    /// <summary>The values there at each of the sites that are changed [rows, width].</summary>
    public IReadOnlyList<Tensor> AtSites { get; }

    /// <summary>The block's outputs there [rows, width].</summary>
    public Tensor BlockOutputs { get; }

    /// <summary>Whether the MLP's output alone is changed, and that is the same change of the block's: no norm stands between them.</summary>
    private bool AddsToStream => sites.Count == 1 && !model.Architecture.NormPlacement.HasFlag(NormPlacement.OnOutput)
        && !model.Architecture.NormPlacement.HasFlag(NormPlacement.OnStream);

    private int FirstBlock => AddsToStream ? layer + 1 : layer;

    /// <summary>The logits that some rows are judged by, with a change added at their subjects' last tokens.</summary>
    /// <param name="changes">For each site the change of each of the rows [rows asked for, width].</param>
    /// <param name="asked">The numbers of the rows.</param>
    /// <returns>All rows' read positions in order [positions, vocabulary].</returns>
    public Tensor Logits(IReadOnlyList<Tensor> changes, int[] asked)
    {
        var tails = Batch.Of([.. asked.Select(row => (IReadOnlyList<int>)rows.All[row].Tail)]);
        var subjects = asked.Select((_, i) => tails.Start(i)).ToArray();
        var hidden = entry.GatherRows(FlatTails(asked));
        var input = new DecoderInput
        {
            Tokens = tails,
            StartLayer = FirstBlock,
            Hidden = AddsToStream ? hidden.AddToRows(subjects, changes[0]) : hidden,
            Hooks = AddsToStream ? null : sites.Index().Aggregate(
                new Hooks(), (hooks, site) => hooks.Change(site.Item, output => output.AddToRows(subjects, changes[site.Index]))),
            Past = past,
            PastSlots = asked,
            PastLengths = [.. asked.Select(row => rows.All[row].SubjectLast)],
            LogitsAt = [.. asked.SelectMany((row, i) => rows.All[row].Read.Select(position => tails.Start(i) + position))],
        };
        return model.Decoder.Forward(input).Logits;
    }

    /// <summary>
    /// The inputs of the layer kept and its attention's outputs, for the tokens up to the subject's last one of some rows [tokens, width];
    /// null if none was kept.
    /// </summary>
    public (Tensor Stream, Tensor Attended)? Entering(IEnumerable<int> asked)
    {
        int[] tokens = [.. asked.SelectMany(row => Enumerable.Range(batch.Start(row), rows.All[row].SubjectLast + 1))];
        return entering is { } kept ? (kept.Stream.GatherRows(tokens), kept.Attended.GatherRows(tokens)) : null;
    }

    /// <summary>Gives the memory of the keys and values back: no more logits can be computed.</summary>
    public void Dispose() => past.Dispose();

    private int[] FlatTails(int[] asked) =>
        [.. asked.SelectMany(row => Enumerable.Range(batch.Start(row) + rows.All[row].SubjectLast, rows.All[row].Tail.Count))];

    private KeyValueCache RecordPast()
    {
        var cache = new KeyValueCache(model.Architecture, rows.All.Count, Math.Max(1, rows.All.Max(row => row.SubjectLast)));
        var behind = Enumerable.Range(0, rows.All.Count).Where(row => rows.All[row].SubjectLast > 0).ToArray();
        if (behind.Length == 0 || FirstBlock >= model.Architecture.Layers)
            return cache;
        var prefixes = behind.SelectMany(row => Enumerable.Range(batch.Start(row), rows.All[row].SubjectLast)).ToArray();
        model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Of([.. behind.Select(row => (IReadOnlyList<int>)new ArraySegment<int>(rows.All[row].Tokens, 0, rows.All[row].SubjectLast))]),
            WholeLengths = [.. behind.Select(row => rows.All[row].Tokens.Length)],
            StartLayer = FirstBlock,
            Hidden = entry.GatherRows(prefixes),
            Record = cache,
            RecordSlots = behind,
            LogitsAt = [],
        });
        return cache;
    }
}
