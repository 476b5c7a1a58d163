using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies up to 24 packed rows of A with one vector's width of B, all sums in registers: the innermost kernel.</summary>
/// <remarks>
/// One vector wide and many rows high, because then an element of A is an operand of the multiplication itself where the
/// machine can broadcast one: half as many instructions as with a tile two vectors wide, which matters when another
/// hardware thread shares the core.
/// </remarks>
internal static unsafe class GemmTile<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged
    where TStorage : struct, IStorage<TVector, T>
{
    private const int Unroll = 4;

    /// <summary>
    /// target = alpha · A·B + source for one vector's width of columns. Every sum runs over the depth in order, so no result
    /// depends on the tiling.
    /// </summary>
    /// <param name="rows">1 to 24.</param>
    /// <param name="task">The operands.</param>
    public static void Run(int rows, in TileTask<T> task)
    {
        switch (rows)
        {
            case 1: Run<Rows1>(task); break;
            case 2: Run<Rows2>(task); break;
            case 3: Run<Rows3>(task); break;
            case 4: Run<Rows4>(task); break;
            case 5: Run<Rows5>(task); break;
            case 6: Run<Rows6>(task); break;
            case 7: Run<Rows7>(task); break;
            case 8: Run<Rows8>(task); break;
            case 9: Run<Rows9>(task); break;
            case 10: Run<Rows10>(task); break;
            case 11: Run<Rows11>(task); break;
            case 12: Run<Rows12>(task); break;
            case 13: Run<Rows13>(task); break;
            case 14: Run<Rows14>(task); break;
            case 15: Run<Rows15>(task); break;
            case 16: Run<Rows16>(task); break;
            case 17: Run<Rows17>(task); break;
            case 18: Run<Rows18>(task); break;
            case 19: Run<Rows19>(task); break;
            case 20: Run<Rows20>(task); break;
            case 21: Run<Rows21>(task); break;
            case 22: Run<Rows22>(task); break;
            case 23: Run<Rows23>(task); break;
            default: Run<Rows24>(task); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows>(in TileTask<T> task)
        where TRows : unmanaged, IRows
    {
        // Named locals, because arrays of vectors do not live in registers; rows beyond TRows compile to nothing.
        var zero = TLanes.Fill(default);
        TVector sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero, sum4 = zero, sum5 = zero;
        TVector sum6 = zero, sum7 = zero, sum8 = zero, sum9 = zero, sum10 = zero, sum11 = zero;
        TVector sum12 = zero, sum13 = zero, sum14 = zero, sum15 = zero, sum16 = zero, sum17 = zero;
        TVector sum18 = zero, sum19 = zero, sum20 = zero, sum21 = zero, sum22 = zero, sum23 = zero;
        var a = task.A;
        var b = task.B;
        var step = task.BStep;
        var depth = task.Depth;
        for (; depth >= Unroll; depth -= Unroll)
        {
            if ((depth & (LookAhead.Interval - Unroll)) == 0) task.Next->Fetch();
            Step<TRows>(
                a, b,
                ref sum0, ref sum1, ref sum2, ref sum3, ref sum4, ref sum5, ref sum6, ref sum7,
                ref sum8, ref sum9, ref sum10, ref sum11, ref sum12, ref sum13, ref sum14, ref sum15,
                ref sum16, ref sum17, ref sum18, ref sum19, ref sum20, ref sum21, ref sum22, ref sum23);
            Step<TRows>(
                a + sizeof(TRows), b + step,
                ref sum0, ref sum1, ref sum2, ref sum3, ref sum4, ref sum5, ref sum6, ref sum7,
                ref sum8, ref sum9, ref sum10, ref sum11, ref sum12, ref sum13, ref sum14, ref sum15,
                ref sum16, ref sum17, ref sum18, ref sum19, ref sum20, ref sum21, ref sum22, ref sum23);
            Step<TRows>(
                a + 2 * sizeof(TRows), b + 2 * step,
                ref sum0, ref sum1, ref sum2, ref sum3, ref sum4, ref sum5, ref sum6, ref sum7,
                ref sum8, ref sum9, ref sum10, ref sum11, ref sum12, ref sum13, ref sum14, ref sum15,
                ref sum16, ref sum17, ref sum18, ref sum19, ref sum20, ref sum21, ref sum22, ref sum23);
            Step<TRows>(
                a + 3 * sizeof(TRows), b + 3 * step,
                ref sum0, ref sum1, ref sum2, ref sum3, ref sum4, ref sum5, ref sum6, ref sum7,
                ref sum8, ref sum9, ref sum10, ref sum11, ref sum12, ref sum13, ref sum14, ref sum15,
                ref sum16, ref sum17, ref sum18, ref sum19, ref sum20, ref sum21, ref sum22, ref sum23);
            a += Unroll * sizeof(TRows);
            b += Unroll * step;
        }

        for (; depth > 0; depth--)
        {
            Step<TRows>(
                a, b,
                ref sum0, ref sum1, ref sum2, ref sum3, ref sum4, ref sum5, ref sum6, ref sum7,
                ref sum8, ref sum9, ref sum10, ref sum11, ref sum12, ref sum13, ref sum14, ref sum15,
                ref sum16, ref sum17, ref sum18, ref sum19, ref sum20, ref sum21, ref sum22, ref sum23);
            a += sizeof(TRows);
            b += step;
        }

        var target = task.Target;
        var source = task.Source;
        var scale = TLanes.Fill(task.Alpha);
        Finish(scale, sum0, target, source);
        if (sizeof(TRows) > 1) Finish(scale, sum1, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 2) Finish(scale, sum2, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 3) Finish(scale, sum3, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 4) Finish(scale, sum4, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 5) Finish(scale, sum5, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 6) Finish(scale, sum6, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 7) Finish(scale, sum7, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 8) Finish(scale, sum8, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 9) Finish(scale, sum9, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 10) Finish(scale, sum10, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 11) Finish(scale, sum11, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 12) Finish(scale, sum12, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 13) Finish(scale, sum13, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 14) Finish(scale, sum14, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 15) Finish(scale, sum15, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 16) Finish(scale, sum16, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 17) Finish(scale, sum17, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 18) Finish(scale, sum18, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 19) Finish(scale, sum19, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 20) Finish(scale, sum20, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 21) Finish(scale, sum21, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 22) Finish(scale, sum22, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
        if (sizeof(TRows) > 23) Finish(scale, sum23, Next(ref target, task.TargetRow), Next(ref source, task.SourceRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TRows>(
        T* a, byte* from,
        ref TVector sum0, ref TVector sum1, ref TVector sum2, ref TVector sum3, ref TVector sum4, ref TVector sum5, ref TVector sum6, ref TVector sum7,
        ref TVector sum8, ref TVector sum9, ref TVector sum10, ref TVector sum11, ref TVector sum12, ref TVector sum13, ref TVector sum14, ref TVector sum15,
        ref TVector sum16, ref TVector sum17, ref TVector sum18, ref TVector sum19, ref TVector sum20, ref TVector sum21, ref TVector sum22, ref TVector sum23)
        where TRows : unmanaged, IRows
    {
        var b = TStorage.Load(from);
        sum0 = TLanes.MultiplyAdd(b, TLanes.Fill(a[0]), sum0);
        if (sizeof(TRows) > 1) sum1 = TLanes.MultiplyAdd(b, TLanes.Fill(a[1]), sum1);
        if (sizeof(TRows) > 2) sum2 = TLanes.MultiplyAdd(b, TLanes.Fill(a[2]), sum2);
        if (sizeof(TRows) > 3) sum3 = TLanes.MultiplyAdd(b, TLanes.Fill(a[3]), sum3);
        if (sizeof(TRows) > 4) sum4 = TLanes.MultiplyAdd(b, TLanes.Fill(a[4]), sum4);
        if (sizeof(TRows) > 5) sum5 = TLanes.MultiplyAdd(b, TLanes.Fill(a[5]), sum5);
        if (sizeof(TRows) > 6) sum6 = TLanes.MultiplyAdd(b, TLanes.Fill(a[6]), sum6);
        if (sizeof(TRows) > 7) sum7 = TLanes.MultiplyAdd(b, TLanes.Fill(a[7]), sum7);
        if (sizeof(TRows) > 8) sum8 = TLanes.MultiplyAdd(b, TLanes.Fill(a[8]), sum8);
        if (sizeof(TRows) > 9) sum9 = TLanes.MultiplyAdd(b, TLanes.Fill(a[9]), sum9);
        if (sizeof(TRows) > 10) sum10 = TLanes.MultiplyAdd(b, TLanes.Fill(a[10]), sum10);
        if (sizeof(TRows) > 11) sum11 = TLanes.MultiplyAdd(b, TLanes.Fill(a[11]), sum11);
        if (sizeof(TRows) > 12) sum12 = TLanes.MultiplyAdd(b, TLanes.Fill(a[12]), sum12);
        if (sizeof(TRows) > 13) sum13 = TLanes.MultiplyAdd(b, TLanes.Fill(a[13]), sum13);
        if (sizeof(TRows) > 14) sum14 = TLanes.MultiplyAdd(b, TLanes.Fill(a[14]), sum14);
        if (sizeof(TRows) > 15) sum15 = TLanes.MultiplyAdd(b, TLanes.Fill(a[15]), sum15);
        if (sizeof(TRows) > 16) sum16 = TLanes.MultiplyAdd(b, TLanes.Fill(a[16]), sum16);
        if (sizeof(TRows) > 17) sum17 = TLanes.MultiplyAdd(b, TLanes.Fill(a[17]), sum17);
        if (sizeof(TRows) > 18) sum18 = TLanes.MultiplyAdd(b, TLanes.Fill(a[18]), sum18);
        if (sizeof(TRows) > 19) sum19 = TLanes.MultiplyAdd(b, TLanes.Fill(a[19]), sum19);
        if (sizeof(TRows) > 20) sum20 = TLanes.MultiplyAdd(b, TLanes.Fill(a[20]), sum20);
        if (sizeof(TRows) > 21) sum21 = TLanes.MultiplyAdd(b, TLanes.Fill(a[21]), sum21);
        if (sizeof(TRows) > 22) sum22 = TLanes.MultiplyAdd(b, TLanes.Fill(a[22]), sum22);
        if (sizeof(TRows) > 23) sum23 = TLanes.MultiplyAdd(b, TLanes.Fill(a[23]), sum23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Next(ref T* row, nint stride)
    {
        if (row != null) row += stride;
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector scale, TVector sum, T* target, T* source) =>
        TLanes.Store(TLanes.MultiplyAdd(scale, sum, source == null ? TLanes.Fill(default) : TLanes.Load(source)), target);
}
