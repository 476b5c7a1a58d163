using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>
/// T5's bias by distance: distances are gathered into buckets, small ones by themselves, larger ones on a logarithmic
/// scale, and each bucket has a learned bias for each head.
/// </summary>
internal sealed class RelativeBias
{
    private readonly Tensor table; // [buckets, heads]
    private readonly int[] buckets; // of the distances −distance … distance
    private readonly int distance;

    /// <param name="facts">How distances are gathered.</param>
    /// <param name="table">The biases [buckets, heads].</param>
    /// <param name="isCausal">Whether keys behind the query share one bucket; otherwise they have half of the buckets.</param>
    public RelativeBias(RelativeFacts facts, Tensor table, bool isCausal)
    {
        this.table = table;
        distance = facts.Distance; // from here on the bucket stays the same, as attention's clamping wants it
        buckets = new int[(2 * distance) + 1];
        for (var i = 0; i < buckets.Length; i++)
            buckets[i] = Bucket(i - distance, facts, isCausal);
    }

    /// <summary>The biases of all distances that differ; gradients flow to the table.</summary>
    public DistanceBias Compute() => new(table.GatherRows(buckets).Transpose(), -distance);

    /// <summary>The bucket of a distance from query to key, in float32 as the reference computes it.</summary>
    internal static int Bucket(int distance, RelativeFacts facts, bool isCausal)
    {
        var count = isCausal ? facts.Buckets : facts.Buckets / 2;
        var first = !isCausal && distance > 0 ? count : 0;
        var far = isCausal ? Math.Max(-distance, 0) : Math.Abs(distance);
        var exact = count / 2;
        if (far < exact)
            return first + far;
        var share = MathF.Log((float)far / exact) / (float)Math.Log((double)facts.Distance / exact);
        return first + Math.Min(exact + (int)(share * (count - exact)), count - 1);
    }
}
