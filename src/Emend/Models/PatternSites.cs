using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Attention with its scores and pattern laid open, for hooks that name them.</summary>
internal static class PatternSites
{
    /// <summary>Mixes the values [tokens, heads, headWidth], with the sites of scores and pattern on the way.</summary>
    public static Tensor Mix(DecoderPass pass, int layer, Tensor q, Tensor k, Tensor v, AttentionLayout layout, AttentionOptions options)
    {
        var scores = At(pass, SiteKind.Scores, layer, q.AttentionScores(k, layout, options));
        var pattern = At(pass, SiteKind.Pattern, layer, Array.ConvertAll(scores, row => row.Softmax()));
        return ComposedAttention.AttentionFromPattern(pattern, v, layout);
    }

    private static Tensor[] At(DecoderPass pass, SiteKind kind, int layer, Tensor[] rows) =>
        pass.Names(new Site(kind, layer)) ? Apart(pass.At(kind, layer, Together(rows)), rows) : rows;

    /// <summary>From each row's [heads, queries, keys] to [tokens, heads, most keys].</summary>
    private static Tensor Together(Tensor[] rows)
    {
        var keys = rows.Max(row => row.Shape[2]);
        return RowOperations.ConcatRows(Array.ConvertAll(rows, row => row.Permute(1, 0, 2).PadColumns(0, keys)));
    }

    /// <summary>From [tokens, heads, most keys] to each row's [heads, queries, keys].</summary>
    private static Tensor[] Apart(Tensor together, Tensor[] rows)
    {
        var first = 0;
        var apart = new Tensor[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            apart[row] = together.Rows(first, rows[row].Shape[1]).Columns(0, rows[row].Shape[2]).Permute(1, 0, 2);
            first += rows[row].Shape[1];
        }

        return apart;
    }
}
