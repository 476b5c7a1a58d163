using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Copies tokens of one head from where they lie to where the tiles of attention read them.</summary>
internal static unsafe class AttentionBlock
{
    /// <summary>Copies rows of a head next to each other, padded with zeros.</summary>
    public static void Copy(float* from, nint fromRow, int count, int width, float* to, int paddedWidth)
    {
        for (var i = 0; i < count; i++, from += fromRow, to += paddedWidth)
        {
            new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(to, width));
            new Span<float>(to + width, paddedWidth - width).Clear();
        }
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

    /// <summary>Packs rows [count, width] that lie next to each other into panels [width, panel width] of columns.</summary>
    public static void Transpose(float* from, nint fromRow, int count, int width, float* panels)
    {
        var panelWidth = TileProduct.PanelWidth;
        for (var first = 0; first < count; first += panelWidth, panels += (nint)width * panelWidth)
            TileProduct.PackTransposed(from + first * fromRow, fromRow, width, Math.Min(panelWidth, count - first), panels);
    }

    /// <summary>A count rounded up to whole panels.</summary>
    public static int RoundUp(int count) => (count + TileProduct.PanelWidth - 1) / TileProduct.PanelWidth * TileProduct.PanelWidth;
}
