using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Spreading;

/// <summary>
/// Rows on their way through the layers: the input of the block that they have come to, and what its attention gave. An edit of the
/// block's MLP changes neither.
/// </summary>
/// <param name="Tokens">The rows, behind what they share with others.</param>
/// <param name="Slots">For each row, where the cache keeps what it shares.</param>
/// <param name="PastLengths">For each row, how many tokens it shares.</param>
/// <param name="WholeLengths">For each row, how many tokens it has before it was cut.</param>
/// <param name="Stream">The input of the block [tokens, width].</param>
/// <param name="Attended">The output of the block's attention [tokens, width].</param>
internal sealed record SweepStates(Batch Tokens, int[] Slots, int[] PastLengths, int[] WholeLengths, Tensor Stream, Tensor Attended)
{
    /// <summary>The pass that goes on from here.</summary>
    /// <param name="layer">The block that the states have come to.</param>
    /// <param name="past">The keys and values of what the rows share; null where no attention runs, or nothing is shared.</param>
    /// <param name="hooks">What is kept, and where the pass stops.</param>
    public DecoderInput From(int layer, KeyValueCache? past, Hooks hooks) => new()
    {
        Tokens = Tokens,
        StartLayer = layer,
        Hidden = Stream,
        Attended = Attended,
        Past = past,
        PastSlots = past is null ? null : Slots,
        PastLengths = past is null ? null : PastLengths,
        WholeLengths = WholeLengths,
        LogitsAt = [],
        Hooks = hooks,
    };

    /// <summary>Some of the rows.</summary>
    public SweepStates Rows(int[] rows)
    {
        int[] tokens = [.. rows.SelectMany(row => Enumerable.Range(Tokens.Start(row), Tokens.Length(row)))];
        return new SweepStates(
            Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)Tokens.Row(row).ToArray())]),
            [.. rows.Select(row => Slots[row])], [.. rows.Select(row => PastLengths[row])], [.. rows.Select(row => WholeLengths[row])],
            Stream.GatherRows(tokens), Attended.GatherRows(tokens));
    }

    /// <summary>The states in the block that a pass stopped in behind the attention.</summary>
    /// <param name="run">What the pass kept.</param>
    /// <param name="layer">The block.</param>
    /// <param name="workspace">The workspace of the pass; the states outlive it, and those before are given back.</param>
    /// <param name="lastTokens">Whether it was read at each row's last token alone.</param>
    public SweepStates After(Run run, int layer, Workspace workspace, bool lastTokens)
    {
        var stream = run[Site.ResidPre(layer)];
        if (lastTokens)
            stream = stream.GatherRows(Tokens.LastTokens);
        var after = this with
        {
            Tokens = lastTokens ? Batch.Of([.. Enumerable.Range(0, Tokens.Rows).Select(row => (IReadOnlyList<int>)[Tokens.Row(row)[^1]])]) : Tokens,
            Stream = workspace.Keep(stream),
            Attended = workspace.Keep(run[Site.AttentionOut(layer)]),
        };
        workspace.GiveBack(Stream);
        workspace.GiveBack(Attended);
        return after;
    }
}
