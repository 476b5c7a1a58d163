using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>What the kernels of attention need to know: where everything lies and who sees whom.</summary>
internal readonly unsafe struct AttentionProblem
{
    /// <summary>The keys that are taken together.</summary>
    public const int KeyBlock = 128;

    /// <summary>The queries whose scores are in the first-level cache together.</summary>
    public const int QueryBlock = 32;

    private readonly float* key, value, pastKey, pastValue;
    private readonly float* bias; // [heads, distances]
    private readonly int distances, firstDistance;
    private readonly bool causal;
    private readonly int window;
    private readonly float cap;

    public AttentionProblem(Tensor query, Tensor key, Tensor value, AttentionLayout layout, AttentionOptions options)
    {
        (Heads, KeyHeads, HeadWidth) = (query.Shape[1], key.Shape[1], query.Shape[2]);
        PaddedWidth = (HeadWidth + TileProduct.PanelWidth - 1) / TileProduct.PanelWidth * TileProduct.PanelWidth;
        Query = query.Address;
        this.key = key.Address;
        this.value = value.Address;
        if (layout.PastKeys is { } pastKeys)
        {
            pastKey = pastKeys.Address;
            pastValue = layout.PastValues!.Address;
            PastCapacity = pastKeys.Shape[1];
        }

        if (options.DistanceBias is { } distanceBias)
        {
            bias = distanceBias.Address;
            distances = distanceBias.Shape[1];
            firstDistance = options.FirstDistance;
        }

        Scale = options.Scale ?? 1f / MathF.Sqrt(HeadWidth);
        causal = options.Causal;
        window = options.Window ?? int.MaxValue;
        cap = options.SoftCap ?? 0;
    }

    public int Heads { get; }

    public int KeyHeads { get; }

    /// <summary>How many query heads share a key head.</summary>
    public int Group => Heads / KeyHeads;

    public int HeadWidth { get; }

    /// <summary>The head width rounded up to whole panels.</summary>
    public int PaddedWidth { get; }

    public float Scale { get; }

    public float* Query { get; }

    /// <summary>The elements from one query token to the next.</summary>
    public nint QueryRow => (nint)Heads * HeadWidth;

    /// <summary>The elements from one key token to the next.</summary>
    public nint KeyRow => (nint)KeyHeads * HeadWidth;

    public int PastCapacity { get; }

    /// <summary>Whether scores are capped, so that the backward needs them beside the pattern.</summary>
    public bool Capped => cap != 0;

    /// <summary>The first key that a query at a position sees.</summary>
    public int FirstSeen(int position) => causal ? (int)Math.Max(0L, position + 1L - window) : 0;

    /// <summary>The end of the keys that a query at a position sees.</summary>
    public int EndSeen(int position, int keys) => causal ? Math.Min(keys, position + 1) : keys;

    /// <summary>The cached keys of a head, one every <see cref="KeyRow"/> elements.</summary>
    public float* PastKeysOf(in AttentionRow row, int keyHead) =>
        pastKey == null ? null : pastKey + (nint)row.Slot * PastCapacity * KeyRow + (nint)keyHead * HeadWidth;

    /// <summary>The cached values of a head, one every <see cref="KeyRow"/> elements.</summary>
    public float* PastValuesOf(in AttentionRow row, int keyHead) =>
        pastValue == null ? null : pastValue + (nint)row.Slot * PastCapacity * KeyRow + (nint)keyHead * HeadWidth;

    /// <summary>The fresh keys of a head, one every <see cref="KeyRow"/> elements.</summary>
    public float* KeysOf(in AttentionRow row, int keyHead) => key + row.KeyStart * KeyRow + (nint)keyHead * HeadWidth;

    /// <summary>The fresh values of a head, one every <see cref="KeyRow"/> elements.</summary>
    public float* ValuesOf(in AttentionRow row, int keyHead) => value + row.KeyStart * KeyRow + (nint)keyHead * HeadWidth;

    /// <summary>Caps scores and adds the bias.</summary>
    /// <param name="scores">The scores of one query for the keys from <paramref name="first"/> on.</param>
    /// <param name="first">The first key.</param>
    /// <param name="count">The number of keys.</param>
    /// <param name="head">The query head.</param>
    /// <param name="position">The position of the query.</param>
    public void Adjust(float* scores, int first, int count, int head, int position)
    {
        if (cap != 0)
            Elementwise.Run(scores, scores, count, new CapFunction(cap));
        if (bias == null)
            return;
        var row = bias + (nint)head * distances;
        for (var i = 0; i < count; i++)
            scores[i] += row[Math.Clamp(first + i - position - firstDistance, 0, distances - 1)];
    }

    /// <summary>Caps scores only, as the slope of the cap needs them.</summary>
    public void Cap(float* scores, int count) => Elementwise.Run(scores, scores, count, new CapFunction(cap));

    /// <summary>The slope of the cap where it has the given value.</summary>
    public float CapSlope(float capped) => 1 - capped / cap * (capped / cap);

    private readonly struct CapFunction(float cap) : IUnaryFunction
    {
        public Vector512<float> Apply(Vector512<float> x) =>
            ElementaryFunctions.Tanh(x / Vector512.Create(cap)) * cap;
    }
}
