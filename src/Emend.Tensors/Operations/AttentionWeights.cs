using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Exponentials of one query's scores of a block of keys, of which only a range is seen; the others come out as 0.</summary>
internal static unsafe class AttentionWeights
{
    private const int Lanes = 16;

    private static Vector512<int> Indices => Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>The largest of the scores <paramref name="from"/> to <paramref name="to"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(float* scores, int from, int to)
    {
        var none = Vector512.Create(float.NegativeInfinity);
        var maxima = none;
        for (var i = from / Lanes * Lanes; i < to; i += Lanes)
        {
            var values = Vector512.Load(scores + i);
            maxima = Vector512.MaxNative(maxima, IsWhole(i, from, to) ? values : Vector512.ConditionalSelect(Seen(i, from, to), values, none));
        }

        return Largest(maxima);
    }

    /// <summary>Scores become e^(score − maximum) where they are seen and 0 elsewhere.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="from">The first key that is seen.</param>
    /// <param name="to">The end of those that are seen.</param>
    /// <param name="stored">How many weights are written: whole vectors.</param>
    /// <param name="maximum">The largest score.</param>
    /// <returns>The sum of the weights.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, int from, int to, int stored, float maximum)
    {
        var sums = Vector512<float>.Zero;
        var offset = Vector512.Create(maximum);
        for (var i = 0; i < stored; i += Lanes)
        {
            var weights = Vector512<float>.Zero;
            if (i < to && i + Lanes > from)
            {
                weights = ElementaryFunctions.Exp(Vector512.Load(scores + i) - offset);
                if (!IsWhole(i, from, to))
                    weights &= Seen(i, from, to);
                sums += weights;
            }

            weights.Store(scores + i);
        }

        return Vector512.Sum(sums);
    }

    /// <summary>Scores become weights e^(score − logSum), and the weights' gradients those of the scores: weight · (slope − mean).</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="slopes">The gradients of the weights.</param>
    /// <param name="capSlopes">What the scores' gradients are multiplied by, or null.</param>
    /// <param name="from">The first key that is seen.</param>
    /// <param name="to">The end of those that are seen.</param>
    /// <param name="stored">How many weights are written: whole vectors.</param>
    /// <param name="logSum">The logarithm of the sum of the exponentials of all scores.</param>
    /// <param name="mean">The mean of the slopes under the weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Slopes(float* scores, float* slopes, float* capSlopes, int from, int to, int stored, float logSum, float mean)
    {
        var offset = Vector512.Create(logSum);
        var means = Vector512.Create(mean);
        for (var i = 0; i < stored; i += Lanes)
        {
            Vector512<float> weights = default, results = default;
            if (i < to && i + Lanes > from)
            {
                weights = ElementaryFunctions.Exp(Vector512.Load(scores + i) - offset);
                if (!IsWhole(i, from, to))
                    weights &= Seen(i, from, to);
                results = weights * (Vector512.Load(slopes + i) - means);
                if (capSlopes != null)
                    results *= Vector512.Load(capSlopes + i);
            }

            weights.Store(scores + i);
            results.Store(slopes + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWhole(int i, int from, int to) => i >= from && i + Lanes <= to;

    /// <summary>All bits set in the lanes of keys that are seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Seen(int i, int from, int to)
    {
        var index = Indices + Vector512.Create(i);
        return (Vector512.GreaterThanOrEqual(index, Vector512.Create(from)) & Vector512.LessThan(index, Vector512.Create(to))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector512<float> values)
    {
        var half = Vector256.MaxNative(values.GetLower(), values.GetUpper());
        var quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        quarter = Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
