using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>What an encoder made of a batch.</summary>
public sealed class Encoded
{
    private readonly int[] starts; // [rows + 1]
    private readonly (Tensor Keys, Tensor Values)?[]? remembered; // by the layer of the decoder

    internal Encoded(Tensor states, ReadOnlySpan<int> starts, Run? run, int rememberedLayers = 0)
    {
        States = states;
        this.starts = starts.ToArray();
        OptionalRun = run;
        remembered = rememberedLayers == 0 ? null : new (Tensor, Tensor)?[rememberedLayers];
    }

    /// <summary>The hidden state of every token, all rows end to end [tokens, width].</summary>
    public Tensor States { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => starts.Length - 1;

    /// <summary>The values that the encoder's hooks kept.</summary>
    /// <exception cref="InvalidOperationException">These are rows picked from another batch's.</exception>
    public Run Run => OptionalRun ?? throw new InvalidOperationException("Only the whole batch has a run: read it before picking rows.");

    internal Run? OptionalRun { get; }

    /// <summary>The number of tokens of each row.</summary>
    internal int[] Lengths => [.. Enumerable.Range(0, Rows).Select(row => starts[row + 1] - starts[row])];

    /// <summary>The flat places of every row's first token.</summary>
    internal int[] FirstTokens => starts[..^1];

    /// <summary>One row's states [tokens of the row, width].</summary>
    public Tensor Row(int row) => States.Rows(starts[row], starts[row + 1] - starts[row]);

    /// <summary>
    /// Rows picked in some order, in memory of their own, whose keys and values a decoder of so many layers computes
    /// once and keeps: for passes that read them again and again without gradients.
    /// </summary>
    internal Encoded Remembering(IReadOnlyList<int> rows, int layers)
    {
        using var outside = Workspace.Outside();
        var lengths = rows.Select(row => starts[row + 1] - starts[row]).ToArray();
        var picked = new int[lengths.Length + 1];
        for (var row = 0; row < lengths.Length; row++)
            picked[row + 1] = picked[row] + lengths[row];
        var tokens = rows.SelectMany(row => Enumerable.Range(starts[row], starts[row + 1] - starts[row])).ToArray();
        return new Encoded(States.GatherRows(tokens), picked, null, layers);
    }

    /// <summary>The keys and values that a layer of the decoder makes of the states.</summary>
    internal (Tensor Keys, Tensor Values) KeysAndValues(int layer, Func<Tensor, (Tensor Keys, Tensor Values)> compute)
    {
        if (remembered is null)
            return compute(States);
        using var outside = Workspace.Outside();
        return remembered[layer] ??= compute(States);
    }
}
