using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Copies tokens of one head from where they lie to where the tiles of attention read them.</summary>
internal static unsafe class AttentionBlock
{
    /// <summary>Copies rows of a head next to each other, padded with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* from, nint fromRow, int count, int width, float* to, int paddedWidth)
    {
        for (var i = 0; i < count; i++, from += fromRow, to += paddedWidth)
        {
            CopyRow(from, to, width);
            if (width < paddedWidth)
                new Span<float>(to + width, paddedWidth - width).Clear();
        }
    }

    /// <summary>Copies one short row; a loop here takes less time than the call of a general copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyRow(float* from, float* to, int width)
    {
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            Vector512.Load(from + i).Store(to + i);
        for (; i < width; i++)
            to[i] = from[i];
    }

    /// <summary>Adds one short row to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRow(float* from, float* to, int width)
    {
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        for (; i < width; i++)
            to[i] += from[i];
    }

    /// <summary>Copies keys or values <paramref name="first"/> to <paramref name="end"/>, of which the earlier ones may be cached.</summary>
    public static void Copy(float* past, float* fresh, nint row, int pastCount, int first, int end, int width, float* to, int paddedWidth)
    {
        var fromPast = Math.Clamp(pastCount - first, 0, end - first);
        if (fromPast > 0)
            Copy(past + first * row, row, fromPast, width, to, paddedWidth);
        if (fromPast < end - first)
            Copy(fresh + (first + fromPast - pastCount) * row, row, end - first - fromPast, width, to + (nint)fromPast * paddedWidth, paddedWidth);
    }

    /// <summary>Packs keys or values <paramref name="first"/> to <paramref name="end"/> into panels, as <see cref="Transpose(float*, nint, int, int, float*)"/> does.</summary>
    /// <param name="past">The cached ones.</param>
    /// <param name="fresh">The others.</param>
    /// <param name="row">The elements from one token to the next.</param>
    /// <param name="pastCount">How many are cached.</param>
    /// <param name="first">The first token.</param>
    /// <param name="end">The end of the tokens.</param>
    /// <param name="width">The head width.</param>
    /// <param name="buffer">Room for all of them, used where some are cached and some are not.</param>
    /// <param name="panels">The panels.</param>
    public static void Transpose(float* past, float* fresh, nint row, int pastCount, int first, int end, int width, float* buffer, float* panels)
    {
        if (first >= pastCount)
        {
            Transpose(fresh + (first - pastCount) * row, row, end - first, width, panels);
        }
        else if (end <= pastCount)
        {
            Transpose(past + first * row, row, end - first, width, panels);
        }
        else
        {
            Copy(past, fresh, row, pastCount, first, end, width, buffer, width);
            Transpose(buffer, width, end - first, width, panels);
        }
    }

    /// <summary>Packs rows [count, width] into panels [width, panel width] of columns.</summary>
    public static void Transpose(float* from, nint fromRow, int count, int width, float* panels)
    {
        var panelWidth = TileProduct.PanelWidth;
        for (var first = 0; first < count; first += panelWidth, panels += (nint)width * panelWidth)
            TileProduct.PackTransposed(from + first * fromRow, fromRow, width, Math.Min(panelWidth, count - first), panels);
    }

    /// <summary>A count rounded up to whole panels.</summary>
    public static int RoundUp(int count) => (count + TileProduct.PanelWidth - 1) / TileProduct.PanelWidth * TileProduct.PanelWidth;
}
