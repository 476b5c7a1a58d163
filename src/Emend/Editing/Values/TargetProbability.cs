using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>How probable a target is in one pass of a value search: means over the contexts of geometric means over its tokens.</summary>
/// <param name="Target">The probability of the target's tokens.</param>
/// <param name="Best">The same for the most probable token at each of their places; equal exactly if these are the target's.</param>
internal readonly record struct TargetProbability(float Target, float Best)
{
    /// <summary>The probabilities of all requests of a pass.</summary>
    /// <param name="logits">The logits at the target's places, row by row [positions, vocabulary].</param>
    /// <param name="targets">The token that each place shall predict.</param>
    /// <param name="owners">The request of each place, as its number in <paramref name="active"/>.</param>
    /// <param name="rows">All rows of the search.</param>
    /// <param name="asked">The rows that the pass computed.</param>
    /// <param name="active">Their requests.</param>
    public static TargetProbability[] Of(Tensor logits, List<int> targets, List<int> owners, SearchRows rows, int[] asked, int[] active)
    {
        using var pause = Gradients.Off();
        var losses = logits.CrossEntropyOfRows(targets.ToArray()).Values;
        var least = logits.CrossEntropyOfRows(logits.ArgMax()).Values;
        var result = new TargetProbability[active.Length];
        var contexts = new int[active.Length];
        var position = 0;
        foreach (var row in asked.Where(row => rows.All[row].Target is not null))
        {
            var count = rows.All[row].Target!.Length;
            var owner = owners[position];
            float loss = 0, lowest = 0;
            for (var end = position + count; position < end; position++)
                (loss, lowest) = (loss + losses[position], lowest + least[position]);
            result[owner] = new TargetProbability(result[owner].Target + MathF.Exp(-loss / count), result[owner].Best + MathF.Exp(-lowest / count));
            contexts[owner]++;
        }

        for (var i = 0; i < result.Length; i++)
            result[i] = new TargetProbability(result[i].Target / contexts[i], result[i].Best / contexts[i]);
        return result;
    }
}
