using Emend.Tensors;

namespace Emend.Models;

/// <summary>
/// What a decoder computes in one pass. The default is everything: all layers, all tokens, logits everywhere. Methods
/// that look at a model many times ask for less, so that nothing is computed twice:
/// <list type="bullet">
/// <item>Stop early: <c>Hooks.StopAfter(Site.ResidPost(l))</c> with <c>Keep</c> of the same site.</item>
/// <item>Go on from there: <see cref="Hidden"/> with <see cref="StartLayer"/> = l + 1.</item>
/// <item>Go on inside a block, behind its attention: <see cref="Attended"/>.</item>
/// <item>Compute only the tail of each row: record a clean pass with <see cref="Record"/>, then give the tails as
/// the rows of <see cref="Tokens"/>, the recording as <see cref="Past"/> and, in <see cref="PastLengths"/>, where each tail starts.</item>
/// <item>Share a prefix: several rows name the same slot in <see cref="PastSlots"/>.</item>
/// <item>Read few logits: <see cref="LogitsAt"/>; few tokens of the block that the pass stops in: <see cref="StopAt"/>.</item>
/// <item>Leave out the end of rows where nothing of it is read: <see cref="WholeLengths"/>.</item>
/// </list>
/// </summary>
/// <example><code>
/// // ROME's value search: the clean pass once, then the tails from layer l + 1 on, many times.
/// var cache = new KeyValueCache(model.Architecture, batch.Rows, capacity);
/// var clean = decoder.Forward(new DecoderInput { Tokens = batch, Record = cache, Hooks = new Hooks().Keep(Site.ResidPost(l)) });
/// var again = decoder.Forward(new DecoderInput
/// {
///     Tokens = tails, StartLayer = l + 1, Hidden = changed, // [tail tokens, width]
///     Past = cache, PastLengths = tailStarts, LogitsAt = asked,
/// });
/// </code></example>
public sealed record DecoderInput
{
    /// <summary>The rows to compute: whole rows, or their tails where <see cref="PastLengths"/> says so.</summary>
    public required Batch Tokens { get; init; }

    /// <summary>The input of block <see cref="StartLayer"/> for these rows [tokens, width]; null to start from the embeddings.</summary>
    public Tensor? Hidden { get; init; }

    /// <summary>The first block to compute, counted from 0; the number of blocks to compute the head alone.</summary>
    public int StartLayer { get; init; }

    /// <summary>
    /// What the attention of block <see cref="StartLayer"/> gave for these rows, the value at <see cref="Site.AttentionOut"/> [tokens, width];
    /// null to compute it. Where it is given, the block's queries, keys and values are neither computed nor recorded.
    /// </summary>
    public Tensor? Attended { get; init; }

    /// <summary>What the encoder made of each row's prompt, where there is an encoder; row by row as <see cref="Tokens"/>.</summary>
    public Encoded? Source { get; init; }

    /// <summary>Keys and values of earlier tokens of the rows; no gradient flows into them.</summary>
    public KeyValueCache? Past { get; init; }

    /// <summary>For each row the slot of <see cref="Past"/> that it continues; null for the row's own number.</summary>
    public IReadOnlyList<int>? PastSlots { get; init; }

    /// <summary>For each row how many of its slot's tokens come before it; null for all that the slot holds.</summary>
    public IReadOnlyList<int>? PastLengths { get; init; }

    /// <summary>
    /// For each row how many tokens it has as a whole, where some are left out behind those of <see cref="Tokens"/>; null where none are.
    /// LongRoPE rotates all tokens of a row by what it comes to as a whole; nothing else depends on tokens that come later.
    /// </summary>
    public IReadOnlyList<int>? WholeLengths { get; init; }

    /// <summary>
    /// Where the keys and values of this pass are written, each row's behind its past; may be <see cref="Past"/> itself.
    /// </summary>
    public KeyValueCache? Record { get; init; }

    /// <summary>For each row the slot of <see cref="Record"/>; null for the slot it continues, or its own number.</summary>
    public IReadOnlyList<int>? RecordSlots { get; init; }

    /// <summary>The flat tokens whose logits are computed, in this order; null for all, empty for none.</summary>
    public IReadOnlyList<int>? LogitsAt { get; init; }

    /// <summary>
    /// The flat tokens that are read of the block that the pass stops in (<see cref="Hooks.StopAfter"/>), in this order; null for all.
    /// Of the others that block computes keys and values only: its sites from <see cref="SiteKind.Mixed"/> on hold these tokens alone.
    /// </summary>
    public IReadOnlyList<int>? StopAt { get; init; }

    /// <summary>
    /// Whether tokens of rows that begin alike, behind the same past, are computed once. It is done where only some logits are asked for, nothing is kept or
    /// changed, and no gradient is needed; the results are the same up to rounding.
    /// </summary>
    public bool SharesBeginnings { get; init; }

    /// <summary>What is kept and changed, and where the pass ends.</summary>
    public Hooks? Hooks { get; init; }
}
