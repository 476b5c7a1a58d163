using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend;

/// <summary>What one forward pass computed: the logits and the values kept by its hooks.</summary>
public sealed class Run
{
    private readonly Dictionary<Site, Tensor> values = [];
    private readonly HashSet<Site> fresh = [];
    private readonly int[] starts;

    internal Run(ReadOnlySpan<int> starts) => this.starts = starts.ToArray();

    /// <summary>The scores of the next token [rows asked for, vocabulary]; all tokens are asked for unless the input says otherwise.</summary>
    /// <exception cref="InvalidOperationException">The pass ended before the logits.</exception>
    public Tensor Logits => OptionalLogits ?? throw new InvalidOperationException("The pass ended before the logits: remove StopAfter, or ask for rows in LogitsAt.");

    /// <summary>The sites whose values were kept.</summary>
    public IReadOnlyCollection<Site> Sites => EncoderRun is null ? values.Keys : [.. values.Keys, .. EncoderRun.Sites];

    /// <summary>The number of rows of the batch.</summary>
    public int Rows => starts.Length - 1;

    /// <summary>The logits, if the pass came so far.</summary>
    internal Tensor? OptionalLogits { get; set; }

    /// <summary>What was kept in the encoder, where there is one.</summary>
    internal Run? EncoderRun { get; set; }

    /// <summary>Whether the pass has reached the site to stop after.</summary>
    internal bool Stopped { get; set; }

    /// <summary>Whether gradients flow to anything kept so far.</summary>
    internal bool NeedsGradient { get; private set; }

    /// <summary>The value kept at a site [tokens, …], all rows of the batch end to end.</summary>
    /// <exception cref="KeyNotFoundException">The site was not kept.</exception>
    public Tensor this[Site site] => values.TryGetValue(site, out var value)
        ? value
        : EncoderRun?[site] ?? throw new KeyNotFoundException($"The value at {site} was not kept: name the site in Hooks.Keep.");

    /// <summary>One row's part of the value kept at a site [tokens of the row, …].</summary>
    /// <exception cref="KeyNotFoundException">The site was not kept.</exception>
    public Tensor Row(Site site, int row)
    {
        if (EncoderRun is not null && !values.ContainsKey(site))
            return EncoderRun.Row(site, row);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return this[site].Rows(starts[row], starts[row + 1] - starts[row]);
    }

    internal void Keep(Site site, Tensor value)
    {
        values[site] = value;
        fresh.Add(site);
        NeedsGradient |= value.NeedsGradient;
    }

    /// <summary>Copies what was kept since the last call out of a workspace that is about to end.</summary>
    internal void MoveOutOf(Workspace workspace)
    {
        foreach (var site in fresh)
            values[site] = workspace.Keep(values[site]);
        fresh.Clear();
    }

    /// <summary>Notes that what was kept so far needs no moving.</summary>
    internal void Stay() => fresh.Clear();
}
