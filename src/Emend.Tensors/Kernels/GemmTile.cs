using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies a few rows of A with two vectors' width of B, all sums in registers: the innermost kernel.</summary>
internal static unsafe class GemmTile<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
{
    /// <summary>
    /// target = alpha · A·B + source for a tile of <paramref name="rows"/> rows and two vectors of columns,
    /// where a null <paramref name="source"/> is zero. Every sum runs over k in order, so no result depends on the tiling.
    /// </summary>
    public static void Run(
        int rows, nint k, T* a, nint aRow, nint aStep, T* b, nint bStep, T* target, nint targetRow, T* source, nint sourceRow, T alpha)
    {
        switch (rows)
        {
            case 1: Run<Rows1>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 2: Run<Rows2>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 3: Run<Rows3>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 4: Run<Rows4>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 5: Run<Rows5>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 6: Run<Rows6>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 7: Run<Rows7>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 8: Run<Rows8>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 9: Run<Rows9>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 10: Run<Rows10>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 11: Run<Rows11>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 12: Run<Rows12>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            case 13: Run<Rows13>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
            default: Run<Rows14>(k, a, aRow, aStep, b, bStep, target, targetRow, source, sourceRow, alpha); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows>(
        nint k, T* a, nint aRow, nint aStep, T* b, nint bStep, T* target, nint targetRow, T* source, nint sourceRow, T alpha)
        where TRows : struct, IRows
    {
        // Named locals, because arrays of vectors do not live in registers; rows beyond TRows.Count compile to nothing.
        // Five row pointers and two offsets address all rows without running out of general registers.
        var zero = TLanes.Fill(default);
        TVector l0 = zero, r0 = zero, l1 = zero, r1 = zero, l2 = zero, r2 = zero, l3 = zero, r3 = zero, l4 = zero, r4 = zero;
        TVector l5 = zero, r5 = zero, l6 = zero, r6 = zero, l7 = zero, r7 = zero, l8 = zero, r8 = zero, l9 = zero, r9 = zero;
        TVector l10 = zero, r10 = zero, l11 = zero, r11 = zero, l12 = zero, r12 = zero, l13 = zero, r13 = zero;
        T* a0 = a, a3 = a + 3 * aRow, a6 = a + 6 * aRow, a9 = a + 9 * aRow, a12 = a + 12 * aRow;
        var aRow2 = 2 * aRow;
        for (; k > 0; k--)
        {
            var left = TLanes.Load(b);
            var right = TLanes.Load(b + TLanes.Count);
            Step(a0, left, right, ref l0, ref r0);
            if (TRows.Count > 1) Step(a0 + aRow, left, right, ref l1, ref r1);
            if (TRows.Count > 2) Step(a0 + aRow2, left, right, ref l2, ref r2);
            if (TRows.Count > 3) Step(a3, left, right, ref l3, ref r3);
            if (TRows.Count > 4) Step(a3 + aRow, left, right, ref l4, ref r4);
            if (TRows.Count > 5) Step(a3 + aRow2, left, right, ref l5, ref r5);
            if (TRows.Count > 6) Step(a6, left, right, ref l6, ref r6);
            if (TRows.Count > 7) Step(a6 + aRow, left, right, ref l7, ref r7);
            if (TRows.Count > 8) Step(a6 + aRow2, left, right, ref l8, ref r8);
            if (TRows.Count > 9) Step(a9, left, right, ref l9, ref r9);
            if (TRows.Count > 10) Step(a9 + aRow, left, right, ref l10, ref r10);
            if (TRows.Count > 11) Step(a9 + aRow2, left, right, ref l11, ref r11);
            if (TRows.Count > 12) Step(a12, left, right, ref l12, ref r12);
            if (TRows.Count > 13) Step(a12 + aRow, left, right, ref l13, ref r13);
            b += bStep;
            a0 += aStep;
            if (TRows.Count > 3) a3 += aStep;
            if (TRows.Count > 6) a6 += aStep;
            if (TRows.Count > 9) a9 += aStep;
            if (TRows.Count > 12) a12 += aStep;
        }

        var scale = TLanes.Fill(alpha);
        Finish(scale, l0, r0, target, source);
        if (TRows.Count > 1) Finish(scale, l1, r1, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 2) Finish(scale, l2, r2, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 3) Finish(scale, l3, r3, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 4) Finish(scale, l4, r4, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 5) Finish(scale, l5, r5, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 6) Finish(scale, l6, r6, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 7) Finish(scale, l7, r7, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 8) Finish(scale, l8, r8, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 9) Finish(scale, l9, r9, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 10) Finish(scale, l10, r10, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 11) Finish(scale, l11, r11, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 12) Finish(scale, l12, r12, Next(ref target, targetRow), Next(ref source, sourceRow));
        if (TRows.Count > 13) Finish(scale, l13, r13, Next(ref target, targetRow), Next(ref source, sourceRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(T* a, TVector left, TVector right, ref TVector leftSum, ref TVector rightSum)
    {
        var value = TLanes.Fill(*a);
        leftSum = TLanes.MultiplyAdd(value, left, leftSum);
        rightSum = TLanes.MultiplyAdd(value, right, rightSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Next(ref T* row, nint stride)
    {
        if (row != null) row += stride;
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector scale, TVector left, TVector right, T* target, T* source)
    {
        var zero = TLanes.Fill(default);
        TLanes.Store(TLanes.MultiplyAdd(scale, left, source == null ? zero : TLanes.Load(source)), target);
        TLanes.Store(TLanes.MultiplyAdd(scale, right, source == null ? zero : TLanes.Load(source + TLanes.Count)), target + TLanes.Count);
    }

    private interface IRows
    {
        static abstract int Count { get; }
    }

    private readonly struct Rows1 : IRows { public static int Count => 1; }

    private readonly struct Rows2 : IRows { public static int Count => 2; }

    private readonly struct Rows3 : IRows { public static int Count => 3; }

    private readonly struct Rows4 : IRows { public static int Count => 4; }

    private readonly struct Rows5 : IRows { public static int Count => 5; }

    private readonly struct Rows6 : IRows { public static int Count => 6; }

    private readonly struct Rows7 : IRows { public static int Count => 7; }

    private readonly struct Rows8 : IRows { public static int Count => 8; }

    private readonly struct Rows9 : IRows { public static int Count => 9; }

    private readonly struct Rows10 : IRows { public static int Count => 10; }

    private readonly struct Rows11 : IRows { public static int Count => 11; }

    private readonly struct Rows12 : IRows { public static int Count => 12; }

    private readonly struct Rows13 : IRows { public static int Count => 13; }

    private readonly struct Rows14 : IRows { public static int Count => 14; }
}
