using System.Numerics;
using System.Runtime.CompilerServices;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies few rows with a B stored as [columns, depth] by dot products: B is read in place, along memory and once.</summary>
/// <remarks>
/// A register tile is up to six rows of A by four rows of B; every sum is kept in lanes and added up at its end. A is small and packed so that one pointer reaches all its operands.
/// </remarks>
internal static unsafe class GemmDot<TLanes, TVector, T, TStorage>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, INumberBase<T>
    where TStorage : struct, IStorage<TVector, T>
{
    /// <summary>The columns of a register tile.</summary>
    public const int TileColumns = 4;

    /// <summary>The most rows of A.</summary>
    public const int TileRows = 6;

    private static int Step => 2 * TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in GemmProblem<T> problem, nint firstColumn, nint endColumn)
    {
        using var rows = Scratch.Rent<T>((problem.Depth + Step) * problem.Rows);
        Pack(problem, (T*)rows.Memory);
        for (var column = firstColumn; column < endColumn; column += TileColumns)
            RunColumns(problem, column, Math.Min(TileColumns, endColumn - column), (T*)rows.Memory);
    }

    /// <summary>Packs A: [steps, rows, two vectors].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(in GemmProblem<T> block, T* packed)
    {
        for (nint k = 0; k < block.Depth; k += Step)
        {
            for (nint i = 0; i < block.Rows; i++, packed += Step)
            {
                var a = block.A + i * block.ARow + k * block.AStep;
                var count = Math.Min(Step, block.Depth - k);
                for (nint j = 0; j < Step; j++) packed[j] = j < count ? a[j * block.AStep] : default;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunColumns(in GemmProblem<T> block, nint column, nint columns, T* packed)
    {
        var tail = block.Depth % Step;
        var whole = block.Depth / Step;
        var tails = stackalloc byte[TileColumns * Step * sizeof(T)];
        var sums = stackalloc T[TileRows * TileColumns];
        // A tile over the right edge computes its last column again instead of reading beyond B.
        var b0 = block.B + column * block.BRowBytes;
        var b1 = b0 + Math.Min(1, columns - 1) * block.BRowBytes;
        var b2 = b0 + Math.Min(2, columns - 1) * block.BRowBytes;
        var b3 = b0 + Math.Min(3, columns - 1) * block.BRowBytes;
        if (tail != 0)
        {
            var offset = whole * Step * TStorage.Size;
            CopyTail(b0 + offset, tail, tails);
            CopyTail(b1 + offset, tail, tails + Step * TStorage.Size);
            CopyTail(b2 + offset, tail, tails + 2 * Step * TStorage.Size);
            CopyTail(b3 + offset, tail, tails + 3 * Step * TStorage.Size);
        }

        Run((int)block.Rows, packed, b0, b1, b2, b3, TileColumns * block.BRowBytes, whole, tail == 0 ? null : tails, sums);
        for (nint i = 0; i < block.Rows; i++) Finish(block, i, column, columns, sums + i * TileColumns);
    }

    private static void CopyTail(byte* b, nint count, byte* to)
    {
        new Span<byte>(to, Step * TStorage.Size).Clear();
        Buffer.MemoryCopy(b, to, Step * TStorage.Size, count * TStorage.Size);
    }

    private static void Finish(in GemmProblem<T> block, nint row, nint column, nint columns, T* sums)
    {
        var target = block.C + row * block.CRow + column;
        var source = block.Source + row * block.SourceRow + column;
        for (nint j = 0; j < columns; j++)
            target[j] = block.Source == null ? block.Alpha * sums[j] : block.Alpha * sums[j] + source[j];
    }

    private static void Run(int rows, T* a, byte* b0, byte* b1, byte* b2, byte* b3, nint ahead, nint steps, byte* tails, T* sums)
    {
        switch (rows)
        {
            case 1: Run<Rows1>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
            case 2: Run<Rows2>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
            case 3: Run<Rows3>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
            case 4: Run<Rows4>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
            case 5: Run<Rows5>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
            default: Run<Rows6>(a, b0, b1, b2, b3, ahead, steps, tails, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows>(T* a, byte* b0, byte* b1, byte* b2, byte* b3, nint ahead, nint steps, byte* tails, T* sums)
        where TRows : unmanaged, IRows
    {
        // One name per sum: column, then row.
        var zero = TLanes.Fill(default);
        TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero, s04 = zero, s05 = zero;
        TVector s10 = zero, s11 = zero, s12 = zero, s13 = zero, s14 = zero, s15 = zero;
        TVector s20 = zero, s21 = zero, s22 = zero, s23 = zero, s24 = zero, s25 = zero;
        TVector s30 = zero, s31 = zero, s32 = zero, s33 = zero, s34 = zero, s35 = zero;
        var size = Step * TStorage.Size;
        while (true)
        {
            for (; steps > 0; steps--)
            {
                // The rows of the next tile: the processor does not foresee that these rows end soon.
                CacheLine.Fetch(b0 + ahead);
                CacheLine.Fetch(b1 + ahead);
                CacheLine.Fetch(b2 + ahead);
                CacheLine.Fetch(b3 + ahead);
                Column<TRows>(a, b0, ref s00, ref s01, ref s02, ref s03, ref s04, ref s05);
                Column<TRows>(a, b1, ref s10, ref s11, ref s12, ref s13, ref s14, ref s15);
                Column<TRows>(a, b2, ref s20, ref s21, ref s22, ref s23, ref s24, ref s25);
                Column<TRows>(a, b3, ref s30, ref s31, ref s32, ref s33, ref s34, ref s35);
                a += sizeof(TRows) * Step;
                b0 += size;
                b1 += size;
                b2 += size;
                b3 += size;
            }

            if (tails == null) break;
            b0 = tails;
            b1 = tails + size;
            b2 = tails + 2 * size;
            b3 = tails + 3 * size;
            tails = null;
            steps = 1;
        }

        TLanes.SumFour(s00, s10, s20, s30, sums);
        if (sizeof(TRows) > 1) TLanes.SumFour(s01, s11, s21, s31, sums + TileColumns);
        if (sizeof(TRows) > 2) TLanes.SumFour(s02, s12, s22, s32, sums + 2 * TileColumns);
        if (sizeof(TRows) > 3) TLanes.SumFour(s03, s13, s23, s33, sums + 3 * TileColumns);
        if (sizeof(TRows) > 4) TLanes.SumFour(s04, s14, s24, s34, sums + 4 * TileColumns);
        if (sizeof(TRows) > 5) TLanes.SumFour(s05, s15, s25, s35, sums + 5 * TileColumns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<TRows>(
        T* a, byte* b, ref TVector sum0, ref TVector sum1, ref TVector sum2, ref TVector sum3, ref TVector sum4, ref TVector sum5)
        where TRows : unmanaged, IRows
    {
        var first = TStorage.Load(b);
        var second = TStorage.Load(b + TLanes.Count * TStorage.Size);
        Add(a, first, second, ref sum0);
        if (sizeof(TRows) > 1) Add(a + Step, first, second, ref sum1);
        if (sizeof(TRows) > 2) Add(a + 2 * Step, first, second, ref sum2);
        if (sizeof(TRows) > 3) Add(a + 3 * Step, first, second, ref sum3);
        if (sizeof(TRows) > 4) Add(a + 4 * Step, first, second, ref sum4);
        if (sizeof(TRows) > 5) Add(a + 5 * Step, first, second, ref sum5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* a, TVector first, TVector second, ref TVector sum)
    {
        sum = TLanes.MultiplyAdd(first, TLanes.Load(a), sum);
        sum = TLanes.MultiplyAdd(second, TLanes.Load(a + TLanes.Count), sum);
    }
}
