using System.Numerics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Kernels;

/// <summary>Multiplies few rows with a B [depth, columns] of many short rows: pieces of the depth apart, each along memory, then their sum.</summary>
/// <remarks>The gradient of an output projection is such a product. The pieces do not depend on the number of threads.</remarks>
internal readonly unsafe struct GemmDepthParts<TLanes, TVector, T, TStorage> : IParallelBody
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, INumberBase<T>
    where TStorage : struct, IStorage<TVector, T>
{
    private const int Pieces = 8;
    private const int LeastDepth = 8192;
    private const int MostColumns = 2048;

    private readonly GemmProblem<T> problem;
    private readonly T* sums; // [pieces, rows, columns]

    private GemmDepthParts(in GemmProblem<T> problem, T* sums)
    {
        this.problem = problem;
        this.sums = sums;
    }

    /// <summary>Whether a product of few rows that reads B in place is better cut along the depth.</summary>
    public static bool Suits(in GemmProblem<T> problem) => problem.Depth >= LeastDepth && problem.Columns <= MostColumns;

    /// <summary>Computes the product.</summary>
    public static void Multiply(in GemmProblem<T> problem)
    {
        var size = problem.Rows * problem.Columns;
        using var scratch = Scratch.Rent<T>(Pieces * size);
        var sums = (T*)scratch.Memory;
        Threads.For(Pieces, new GemmDepthParts<TLanes, TVector, T, TStorage>(problem, sums));
        for (nint i = 0; i < problem.Rows; i++)
        {
            for (nint j = 0; j < problem.Columns; j++)
            {
                var sum = sums[i * problem.Columns + j];
                for (nint piece = 1; piece < Pieces; piece++) sum += sums[piece * size + i * problem.Columns + j];
                sum *= problem.Alpha;
                if (problem.Source != null) sum += problem.Source[i * problem.SourceRow + j];
                problem.C[i * problem.CRow + j] = sum;
            }
        }
    }

    public void Run(int part)
    {
        nint first = problem.Depth * part / Pieces, end = problem.Depth * (part + 1) / Pieces;
        var piece = problem.Slice(first, end - first) with
        {
            C = sums + part * problem.Rows * problem.Columns,
            CRow = problem.Columns,
            Source = null,
            Alpha = T.One,
        };
        GemmStream<TLanes, TVector, T, TStorage>.Run(piece, 0, problem.Columns);
    }
}
