using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>Attention with its scores and pattern laid open, for hooks that name them.</summary>
internal static class PatternSites
{
    /// <summary>Mixes the values [tokens, heads, headWidth], with the sites of scores and pattern on the way.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="scoresKind">The site of the scores; null if there is none.</param>
    /// <param name="patternKind">The site of the pattern.</param>
    /// <param name="layer">The block.</param>
    /// <param name="q">The queries [tokens, heads, headWidth].</param>
    /// <param name="k">The keys [key tokens, keyHeads, headWidth].</param>
    /// <param name="v">The values [key tokens, keyHeads, headWidth].</param>
    /// <param name="layout">The rows.</param>
    /// <param name="options">How scores are computed.</param>
    public static Tensor Mix(
        ForwardPass pass, SiteKind? scoresKind, SiteKind patternKind, int layer, Tensor q, Tensor k, Tensor v, AttentionLayout layout, AttentionOptions options)
    {
        var scores = q.AttentionScores(k, layout, options);
        if (scoresKind is { } kind)
            scores = At(pass, kind, layer, scores);
        var pattern = At(pass, patternKind, layer, Array.ConvertAll(scores, row => row.Softmax()));
        return ComposedAttention.AttentionFromPattern(pattern, v, layout);
    }

    private static Tensor[] At(ForwardPass pass, SiteKind kind, int layer, Tensor[] rows) =>
        pass.Names(kind, layer) ? Apart(pass.At(kind, layer, Together(rows)), rows) : rows;

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
