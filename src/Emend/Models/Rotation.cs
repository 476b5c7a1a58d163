using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Rotates queries and keys by their positions, as the facts say.</summary>
internal sealed class Rotation
{
    private readonly RotaryFacts facts;
    private readonly RotaryTable table;
    private readonly RotaryTable? longTable;

    public Rotation(RotaryFacts facts)
    {
        this.facts = facts;
        table = new RotaryTable([.. facts.Frequencies], facts.Magnitude);
        longTable = facts.LongFrequencies is { } frequencies ? new RotaryTable([.. frequencies], facts.Magnitude) : null;
    }

    /// <summary>From [tokens, heads, headWidth] to the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (longTable is null)
            return x.Rotary(pass.Positions, table, facts.IsInterleaved);
        var inLongRows = TokensOfLongRows(pass);
        if (inLongRows.Length == 0)
            return x.Rotary(pass.Positions, table, facts.IsInterleaved);
        var rotated = x.Rotary(pass.Positions, longTable, facts.IsInterleaved);
        return inLongRows.Length == x.Shape[0] ? rotated : Mixed(x, rotated, inLongRows, pass);
    }

    private Tensor Mixed(Tensor x, Tensor longRotated, int[] inLongRows, ForwardPass pass)
    {
        Shape flat = [x.Shape[0], x.Shape[1] * x.Shape[2]];
        var shortRotated = x.Rotary(pass.Positions, table, facts.IsInterleaved).Reshape(flat);
        return shortRotated.ReplaceRows(inLongRows, longRotated.Reshape(flat).GatherRows(inLongRows)).Reshape(x.Shape);
    }

    // a row's length decides, as if it were alone
    private int[] TokensOfLongRows(ForwardPass pass)
    {
        var tokens = new List<int>();
        var batch = pass.Input.Tokens;
        for (var row = 0; row < batch.Rows; row++)
        {
            if (pass.WholeLength(row) > facts.LongAfter)
                tokens.AddRange(Enumerable.Range(batch.Start(row), batch.Length(row)));
        }

        return [.. tokens];
    }
}
