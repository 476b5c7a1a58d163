using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies up to 14 rows of an A that lies in the caches, in either order and not packed, with two vectors' width of B, all sums in registers.</summary>
/// <remarks>
/// Where products have a few dozen rows, as in attention, packing takes a good part of the time. In products of large matrices
/// this tile is no faster than <see cref="GemmTile{TLanes, TVector, T, TStorage}"/> with a packed A.
/// </remarks>
internal static unsafe class PairTile<TLanes, TVector>
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    private static nint Width => TLanes.Count;

    /// <summary>
    /// target = alpha · A·B + source for two vectors' width of columns. Every sum runs over the depth in order, so no result
    /// depends on the tiling.
    /// </summary>
    /// <param name="rows">1 to 14.</param>
    /// <param name="task">The operands.</param>
    /// <param name="aRow">Elements from one row of A to the next; 1 if <paramref name="aStep"/> is not.</param>
    /// <param name="aStep">Elements from one step of A's depth to the next; 1 if <paramref name="aRow"/> is not.</param>
    public static void Run(int rows, in TileTask<float> task, nint aRow, nint aStep)
    {
        if (aRow == 1) Run<Columns>(rows, task, aStep);
        else Run<Rows>(rows, task, aRow);
    }

    private static void Run<TReading>(int rows, in TileTask<float> task, nint distance)
        where TReading : struct, IReading
    {
        switch (rows)
        {
            case 1: Run<Rows1, TReading>(task, distance); break;
            case 2: Run<Rows2, TReading>(task, distance); break;
            case 3: Run<Rows3, TReading>(task, distance); break;
            case 4: Run<Rows4, TReading>(task, distance); break;
            case 5: Run<Rows5, TReading>(task, distance); break;
            case 6: Run<Rows6, TReading>(task, distance); break;
            case 7: Run<Rows7, TReading>(task, distance); break;
            case 8: Run<Rows8, TReading>(task, distance); break;
            case 9: Run<Rows9, TReading>(task, distance); break;
            case 10: Run<Rows10, TReading>(task, distance); break;
            case 11: Run<Rows11, TReading>(task, distance); break;
            case 12: Run<Rows12, TReading>(task, distance); break;
            case 13: Run<Rows13, TReading>(task, distance); break;
            default: Run<Rows14, TReading>(task, distance); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows, TReading>(in TileTask<float> task, nint distance)
        where TRows : unmanaged, IRows
        where TReading : struct, IReading
    {
        // Named locals, because arrays of vectors do not live in registers; rows beyond TRows compile to nothing.
        // One method, because the compiler would not inline a step with so many parameters.
        var zero = TLanes.Fill(default);
        TVector left0 = zero, left1 = zero, left2 = zero, left3 = zero, left4 = zero, left5 = zero, left6 = zero;
        TVector left7 = zero, left8 = zero, left9 = zero, left10 = zero, left11 = zero, left12 = zero, left13 = zero;
        TVector right0 = zero, right1 = zero, right2 = zero, right3 = zero, right4 = zero, right5 = zero, right6 = zero;
        TVector right7 = zero, right8 = zero, right9 = zero, right10 = zero, right11 = zero, right12 = zero, right13 = zero;
        // Rows are reached from every third one: an address is a base and up to two distances.
        var row = distance;
        float* a0 = task.A, a3 = a0 + 3 * row, a6 = a3 + 3 * row, a9 = a6 + 3 * row, a12 = a9 + 3 * row;
        var b = (float*)task.B;
        var step = TReading.AreRows ? 1 : distance;
        var bStep = task.BStep / sizeof(float);
        for (var depth = task.Depth; depth > 0; depth--)
        {
            TVector first = TLanes.Load(b), second = TLanes.Load(b + Width);
            var filled = TLanes.Fill(a0[0]);
            left0 = TLanes.MultiplyAdd(first, filled, left0);
            right0 = TLanes.MultiplyAdd(second, filled, right0);
            if (sizeof(TRows) > 1)
            {
                filled = TLanes.Fill(TReading.AreRows ? a0[row] : a0[1]);
                left1 = TLanes.MultiplyAdd(first, filled, left1);
                right1 = TLanes.MultiplyAdd(second, filled, right1);
            }

            if (sizeof(TRows) > 2)
            {
                filled = TLanes.Fill(TReading.AreRows ? a0[2 * row] : a0[2]);
                left2 = TLanes.MultiplyAdd(first, filled, left2);
                right2 = TLanes.MultiplyAdd(second, filled, right2);
            }

            if (sizeof(TRows) > 3)
            {
                filled = TLanes.Fill(TReading.AreRows ? a3[0] : a0[3]);
                left3 = TLanes.MultiplyAdd(first, filled, left3);
                right3 = TLanes.MultiplyAdd(second, filled, right3);
            }

            if (sizeof(TRows) > 4)
            {
                filled = TLanes.Fill(TReading.AreRows ? a3[row] : a0[4]);
                left4 = TLanes.MultiplyAdd(first, filled, left4);
                right4 = TLanes.MultiplyAdd(second, filled, right4);
            }

            if (sizeof(TRows) > 5)
            {
                filled = TLanes.Fill(TReading.AreRows ? a3[2 * row] : a0[5]);
                left5 = TLanes.MultiplyAdd(first, filled, left5);
                right5 = TLanes.MultiplyAdd(second, filled, right5);
            }

            if (sizeof(TRows) > 6)
            {
                filled = TLanes.Fill(TReading.AreRows ? a6[0] : a0[6]);
                left6 = TLanes.MultiplyAdd(first, filled, left6);
                right6 = TLanes.MultiplyAdd(second, filled, right6);
            }

            if (sizeof(TRows) > 7)
            {
                filled = TLanes.Fill(TReading.AreRows ? a6[row] : a0[7]);
                left7 = TLanes.MultiplyAdd(first, filled, left7);
                right7 = TLanes.MultiplyAdd(second, filled, right7);
            }

            if (sizeof(TRows) > 8)
            {
                filled = TLanes.Fill(TReading.AreRows ? a6[2 * row] : a0[8]);
                left8 = TLanes.MultiplyAdd(first, filled, left8);
                right8 = TLanes.MultiplyAdd(second, filled, right8);
            }

            if (sizeof(TRows) > 9)
            {
                filled = TLanes.Fill(TReading.AreRows ? a9[0] : a0[9]);
                left9 = TLanes.MultiplyAdd(first, filled, left9);
                right9 = TLanes.MultiplyAdd(second, filled, right9);
            }

            if (sizeof(TRows) > 10)
            {
                filled = TLanes.Fill(TReading.AreRows ? a9[row] : a0[10]);
                left10 = TLanes.MultiplyAdd(first, filled, left10);
                right10 = TLanes.MultiplyAdd(second, filled, right10);
            }

            if (sizeof(TRows) > 11)
            {
                filled = TLanes.Fill(TReading.AreRows ? a9[2 * row] : a0[11]);
                left11 = TLanes.MultiplyAdd(first, filled, left11);
                right11 = TLanes.MultiplyAdd(second, filled, right11);
            }

            if (sizeof(TRows) > 12)
            {
                filled = TLanes.Fill(TReading.AreRows ? a12[0] : a0[12]);
                left12 = TLanes.MultiplyAdd(first, filled, left12);
                right12 = TLanes.MultiplyAdd(second, filled, right12);
            }

            if (sizeof(TRows) > 13)
            {
                filled = TLanes.Fill(TReading.AreRows ? a12[row] : a0[13]);
                left13 = TLanes.MultiplyAdd(first, filled, left13);
                right13 = TLanes.MultiplyAdd(second, filled, right13);
            }

            a0 += step;
            if (TReading.AreRows && sizeof(TRows) > 3) a3++;
            if (TReading.AreRows && sizeof(TRows) > 6) a6++;
            if (TReading.AreRows && sizeof(TRows) > 9) a9++;
            if (TReading.AreRows && sizeof(TRows) > 12) a12++;
            b += bStep;
        }

        var target = task.Target;
        var source = task.Source;
        var scale = TLanes.Fill(task.Alpha);
        Finish(scale, left0, right0, target, source);
        if (sizeof(TRows) > 1) Finish(scale, left1, right1, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 2) Finish(scale, left2, right2, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 3) Finish(scale, left3, right3, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 4) Finish(scale, left4, right4, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 5) Finish(scale, left5, right5, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 6) Finish(scale, left6, right6, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 7) Finish(scale, left7, right7, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 8) Finish(scale, left8, right8, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 9) Finish(scale, left9, right9, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 10) Finish(scale, left10, right10, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 11) Finish(scale, left11, right11, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 12) Finish(scale, left12, right12, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 13) Finish(scale, left13, right13, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Next(ref float* row, nint stride)
    {
        if (row != null) row += stride;
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector scale, TVector left, TVector right, float* target, float* source)
    {
        TLanes.Store(TLanes.MultiplyAdd(scale, left, source == null ? TLanes.Fill(default) : TLanes.Load(source)), target);
        TLanes.Store(TLanes.MultiplyAdd(scale, right, source == null ? TLanes.Fill(default) : TLanes.Load(source + Width)), target + Width);
    }

    private interface IReading
    {
        static abstract bool AreRows { get; }
    }

    private readonly struct Columns : IReading { public static bool AreRows => false; }

    private readonly struct Rows : IReading { public static bool AreRows => true; }
}
