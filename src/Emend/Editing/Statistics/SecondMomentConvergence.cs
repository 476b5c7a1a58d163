using System.Numerics.Tensors;
using Emend.Pretraining;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;
using Tensor = Emend.Tensors.Tensor;

namespace Emend.Editing.Statistics;

/// <summary>How far collected second moments still are from those of endless text of the same kind, estimated while they are collected.</summary>
/// <remarks>
/// For random u and v, E[(uᵀ(C − Ĉ)v)²] is the squared Frobenius norm of the error (Hutchinson 1990, for matrices that are not square).
/// The spread of uᵀkkᵀv over batches of text gives that error without a second matrix, and without taking the tokens of one text, which
/// resemble each other, for independent ones.
/// </remarks>
public sealed class SecondMomentConvergence
{
    private const int Pairs = 64;
    private const ulong Seed = 5;

    private readonly Dictionary<int, List<(long Count, float[] Sums)>> batches = []; // layer → of each batch Σ uᵀkkᵀv, for each pair
    private readonly Tensor left, right; // u and v in columns [hidden, pairs]

    /// <summary>Prepares an estimate.</summary>
    /// <param name="hidden">The elements of a key.</param>
    public SecondMomentConvergence(int hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        (left, right) = (Normals(hidden, new RandomStream(Seed)), Normals(hidden, new RandomStream(Seed + 1)));
    }

    /// <summary>The estimated relative error ‖C − Ĉ‖ / ‖Ĉ‖ in the Frobenius norm; null if fewer than two batches of text were seen.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="moment">What was collected of it, all in all.</param>
    public double? RelativeError(int layer, SecondMoment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        if (!batches.TryGetValue(layer, out var of) || of.Count < 2)
            return null;
        var tokens = of.Sum(batch => batch.Count);
        var squares = 0.0;
        for (var pair = 0; pair < Pairs; pair++)
        {
            var mean = of.Sum(batch => (double)batch.Sums[pair]) / tokens;
            squares += of.Sum(batch => Math.Pow(batch.Sums[pair] - (batch.Count * mean), 2));
        }

        var variance = squares / Pairs * of.Count / (of.Count - 1) / tokens / moment.Count; // of tokens of which some may have been collected before
        return Math.Sqrt(variance) / TensorPrimitives.Norm<double>(moment.Mean().Values);
    }

    /// <summary>Notes a batch of a layer's keys [tokens, hidden].</summary>
    internal void Add(int layer, Tensor keys)
    {
        if (!batches.TryGetValue(layer, out var of))
            batches.Add(layer, of = []);
        of.Add((keys.Shape[0], keys.MatMul(left).Multiply(keys.MatMul(right)).SumRows().ToArray()));
    }

    private static Tensor Normals(int hidden, RandomStream random)
    {
        var values = new float[hidden * Pairs];
        foreach (ref var value in values.AsSpan())
            value = (float)random.Normal();
        return Tensor.From(values, [hidden, Pairs]);
    }
}
