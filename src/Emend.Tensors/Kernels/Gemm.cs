using System.Numerics;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies matrices: A·B with either factor transposed, float32 or float64, weights also stored in 16 bits.</summary>
/// <remarks>
/// Each result is one sum over the inner dimension in a fixed order, so it depends neither on the number of threads
/// nor on how the work is cut. Nothing is allocated.
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>c = alpha · A·B, or c += alpha · A·B, or c = alpha · A·B + bias.</summary>
    /// <param name="rows">Rows of A and of c.</param>
    /// <param name="columns">Columns of B and of c.</param>
    /// <param name="depth">Columns of A, which are the rows of B.</param>
    /// <param name="a">A [rows, depth] in float32, or its transpose.</param>
    /// <param name="b">B [depth, columns] in any storage, or its transpose.</param>
    /// <param name="c">The result [rows, columns]; it overlaps neither factor.</param>
    /// <param name="cStride">Elements from one row of c to the next.</param>
    /// <param name="accumulate">Whether to add to c instead of replacing it.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    /// <param name="bias">A row [columns] added to every row of the result, or null; not together with <paramref name="accumulate"/>.</param>
    public static void Multiply(
        long rows, long columns, long depth, GemmOperand a, GemmOperand b, float* c, long cStride,
        bool accumulate = false, float alpha = 1, float* bias = null)
    {
        var problem = Describe(rows, columns, depth, a, b, b.Type.Size(), c, cStride, accumulate, alpha, bias);
        if (Vector512.IsHardwareAccelerated) Multiply<Float512, Vector512<float>>(problem, b.Type);
        else if (Vector256.IsHardwareAccelerated) Multiply<Float256, Vector256<float>>(problem, b.Type);
        else Multiply<Float128, Vector128<float>>(problem, b.Type);
    }

    /// <summary>The same for float64: c = alpha · A·B, or c += alpha · A·B, or c = alpha · A·B + bias.</summary>
    public static void Multiply(
        long rows, long columns, long depth, GemmOperand a, GemmOperand b, double* c, long cStride,
        bool accumulate = false, double alpha = 1, double* bias = null)
    {
        var problem = Describe(rows, columns, depth, a, b, sizeof(double), c, cStride, accumulate, alpha, bias);
        if (Vector512.IsHardwareAccelerated) Multiply<Double512, Vector512<double>>(problem);
        else if (Vector256.IsHardwareAccelerated) Multiply<Double256, Vector256<double>>(problem);
        else Multiply<Double128, Vector128<double>>(problem);
    }

    /// <summary>How many elements the panels of a factor take.</summary>
    public static long PackedCount(long columns, long depth) => (columns + Lanes - 1) / Lanes * Lanes * depth;

    /// <summary>Lays a right factor out as products of many rows read it, once for all of them: panels one vector wide, widened.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="b">The factor.</param>
    /// <param name="panels">Where to: <see cref="PackedCount"/> elements.</param>
    public static void Pack(long columns, long depth, GemmOperand b, float* panels)
    {
        var problem = Describe<float>(0, columns, depth, default, b, b.Type.Size(), null, 0, false, 1, null);
        if (Vector512.IsHardwareAccelerated) Pack<Float512, Vector512<float>>(problem, b.Type, panels);
        else if (Vector256.IsHardwareAccelerated) Pack<Float256, Vector256<float>>(problem, b.Type, panels);
        else Pack<Float128, Vector128<float>>(problem, b.Type, panels);
    }

    private static long Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    private static void Pack<TLanes, TVector>(in GemmProblem<float> problem, ElementType type, float* panels)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        switch (type)
        {
            case ElementType.Float16: GemmBlock<TLanes, TVector, float, Float16<TLanes, TVector>>.PackAll(problem, panels); break;
            case ElementType.BFloat16: GemmBlock<TLanes, TVector, float, BFloat16<TLanes, TVector>>.PackAll(problem, panels); break;
            default: GemmBlock<TLanes, TVector, float, Plain<TLanes, TVector, float>>.PackAll(problem, panels); break;
        }
    }

    /// <summary>A float32 product with vectors of a given width.</summary>
    internal static void Multiply<TLanes, TVector>(in GemmProblem<float> problem, ElementType type)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        switch (type)
        {
            case ElementType.Float16: Run<TLanes, TVector, float, Float16<TLanes, TVector>>(problem); break;
            case ElementType.BFloat16: Run<TLanes, TVector, float, BFloat16<TLanes, TVector>>(problem); break;
            default: Run<TLanes, TVector, float, Plain<TLanes, TVector, float>>(problem); break;
        }
    }

    /// <summary>A float64 product with vectors of a given width.</summary>
    internal static void Multiply<TLanes, TVector>(in GemmProblem<double> problem)
        where TLanes : struct, ILanes<TVector, double>
        where TVector : struct =>
        Run<TLanes, TVector, double, Plain<TLanes, TVector, double>>(problem);

    internal static GemmProblem<T> Describe<T>(
        long rows, long columns, long depth, GemmOperand a, GemmOperand b, int bSize, T* c, long cStride,
        bool accumulate, T alpha, T* bias) where T : unmanaged => new()
    {
        Rows = (nint)rows,
        Columns = (nint)columns,
        Depth = (nint)depth,
        A = (T*)a.Values,
        ARow = a.Transposed ? 1 : (nint)a.Stride,
        AStep = a.Transposed ? (nint)a.Stride : 1,
        B = (byte*)b.Values,
        BRowBytes = (nint)b.Stride * bSize,
        BTransposed = b.Transposed,
        BSize = bSize,
        Panels = (T*)b.Panels,
        C = c,
        CRow = (nint)cStride,
        Source = accumulate ? c : bias,
        SourceRow = accumulate ? (nint)cStride : 0,
        Alpha = alpha,
    };

    private static void Run<TLanes, TVector, T, TStorage>(in GemmProblem<T> problem)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, INumberBase<T>
        where TStorage : struct, IStorage<TVector, T>
    {
        if (problem.Rows == 0 || problem.Columns == 0) return;
        if (GemmParts<TLanes, TVector, T, TStorage>.PathOf(problem) == GemmPath.Stream && GemmDepthParts<TLanes, TVector, T, TStorage>.Suits(problem))
        {
            GemmDepthParts<TLanes, TVector, T, TStorage>.Multiply(problem);
            return;
        }

        var parts = GemmParts<TLanes, TVector, T, TStorage>.Of(problem);
        Threads.For(parts.Count, parts);
    }
}
