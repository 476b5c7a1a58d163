using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The state of one forward pass: where its rows stand, what its hooks ask for, what it has kept.</summary>
internal sealed class ForwardPass
{
    private readonly Architecture architecture;
    private readonly Hooks? hooks;
    private readonly AttentionLayout layout;
    private readonly AttentionLayout? sourceLayout;
    private readonly int askedLayer;
    private Tensor? ownStream;

    public ForwardPass(Architecture architecture, DecoderInput input)
    {
        this.architecture = architecture;
        hooks = input.Hooks;
        Input = input;
        Run = new Run(input.Tokens.Starts);
        var rows = input.Tokens.Rows;
        PastSlots = new int[rows];
        PastLengths = new int[rows];
        RecordSlots = new int[rows];
        Positions = new int[input.Tokens.Tokens];
        var lengths = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            lengths[row] = input.Tokens.Length(row);
            PastSlots[row] = input.PastSlots?[row] ?? row;
            PastLengths[row] = input.PastLengths?[row] ?? input.Past?.Length(PastSlots[row]) ?? 0;
            RecordSlots[row] = input.RecordSlots?[row] ?? PastSlots[row];
            for (var i = 0; i < lengths[row]; i++)
                Positions[input.Tokens.Start(row) + i] = PastLengths[row] + i;
        }

        layout = AttentionLayout.Of(lengths);
        askedLayer = input.StopAt is null ? architecture.Layers - 1 : input.Hooks?.Last?.Layer ?? -1;
        AskedRows = input.StopAt is { } ends ? [.. ends] : RowsAskedOf(architecture, input);
        if (input is { SharesBeginnings: true, Hooks: null, Hidden: null, StartLayer: 0, Source: null } && AskedRows is not null && architecture.Rotary is not { LongFrequencies: not null })
            Shared = SharedBeginnings.Find(input.Tokens, PastSlots, PastLengths);
        sourceLayout = input.Source is { } source ? AttentionLayout.Cross(lengths, source.Lengths) : null;
        ForwardCheck.Check(architecture, this);
    }

    public DecoderInput Input { get; }

    public Run Run { get; }

    /// <summary>Each token's place in its row [tokens].</summary>
    public int[] Positions { get; }

    public int[] PastSlots { get; }

    public int[] PastLengths { get; }

    public int[] RecordSlots { get; }

    /// <summary>
    /// The flat tokens that the pass's last block needs to finish, because only these are read of it, be it for logits or where the
    /// pass stops; null for all. Its keys and values are computed of every token.
    /// </summary>
    public int[]? AskedRows { get; }

    /// <summary>The tokens that are computed once for several rows; null if every token is computed.</summary>
    public SharedBeginnings? Shared { get; }

    /// <summary>What is added to attention scores by distance, the same in all layers; null for nothing.</summary>
    public DistanceBias? Bias { get; set; }

    /// <summary>How the attention to the encoder sees the rows.</summary>
    public AttentionLayout SourceLayout => sourceLayout!;

    /// <summary>The length of a row with its past.</summary>
    public int Length(int row) => PastLengths[row] + Input.Tokens.Length(row);

    /// <summary>The same with what is left out behind it.</summary>
    public int WholeLength(int row) => Input.WholeLengths?[row] ?? Length(row);

    /// <summary>The tokens of a block that are needed behind its attention; null for all.</summary>
    public int[]? AskedOf(int layer) => layer == askedLayer ? AskedRows : null;

    /// <summary>What the attention of a block gave, where that is known before the pass [tokens, width].</summary>
    public Tensor? AttendedOf(int layer) => layer == Input.StartLayer ? Input.Attended : null;

    /// <summary>Whether the site to stop after was reached.</summary>
    public bool Stopped => Run.Stopped;

    /// <summary>The value at a site, kept or changed as the hooks say; nothing is met after the site to stop after.</summary>
    public Tensor At(SiteKind kind, int layer, Tensor value) =>
        hooks is null || Run.Stopped ? value : hooks.At(SiteOf(kind, layer), value, Run);

    /// <summary>Whether the hooks name a site that is otherwise not computed apart.</summary>
    public bool Names(SiteKind kind, int layer) => hooks is not null && hooks.Names(SiteOf(kind, layer));

    /// <summary>How the attention of a layer sees the rows: their fresh tokens behind what the cache holds.</summary>
    public AttentionLayout LayoutOf(int layer)
    {
        if (Input.Past?.Layer(layer) is not { } past)
            return layout;
        return layout.WithPast(past.Keys, past.Values, PastSlots, PastLengths);
    }

    /// <summary>
    /// Ends a part of the pass: its intermediate values are given back, unless gradients need them.
    /// </summary>
    /// <param name="scratch">The workspace of the part.</param>
    /// <param name="stream">The stream that it computed.</param>
    /// <returns>The stream, readable after the part.</returns>
    public Tensor Leave(Workspace scratch, Tensor stream)
    {
        var before = ownStream;
        ownStream = null;
        if (stream.NeedsGradient || Run.NeedsGradient)
        {
            scratch.HandOver();
            Run.Stay();
            return stream;
        }

        Run.MoveOutOf(scratch);
        ownStream = scratch.Keep(stream);
        if (before is not null)
            scratch.GiveBack(before);
        return ownStream;
    }

    /// <summary>Writes what attention computed into the recording.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="keys">The keys, rotated [tokens, keyHeads, headWidth].</param>
    /// <param name="values">The values [tokens, keyHeads, headWidth].</param>
    public void Record(int layer, Tensor keys, Tensor values)
    {
        if (Input.Record is not { } cache)
            return;
        for (var row = 0; row < RecordSlots.Length; row++)
            cache.Layer(layer).Write(RecordSlots[row], PastLengths[row], keys, values, Input.Tokens.Start(row), Input.Tokens.Length(row));
    }

    /// <summary>Tells the recording how long its rows are now.</summary>
    public void FinishRecording()
    {
        if (Input.Record is not { } cache)
            return;
        for (var row = 0; row < RecordSlots.Length; row++)
            cache.SetLength(RecordSlots[row], Length(row), architecture.IsLong(WholeLength(row)));
    }

    private static int[]? RowsAskedOf(Architecture architecture, DecoderInput input)
    {
        var last = architecture.Layers - 1;
        return input.LogitsAt is { Count: > 0 } asked && asked.Count < input.Tokens.Tokens && input.StartLayer <= last && architecture.Encoder is null
            && !(input.Hooks?.Sites.Any(site => site.InBlock && site.Layer == last) ?? false)
            ? [.. asked]
            : null;
    }

    private Site SiteOf(SiteKind kind, int layer) => new(kind, layer) { InEncoder = architecture.IsEncoderOfDecoder };
}
