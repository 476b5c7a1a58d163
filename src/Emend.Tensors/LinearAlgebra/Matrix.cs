using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// A float64 matrix in row-major order that can be changed in place: what second moments are kept and solved in.
/// </summary>
/// <remarks>
/// A 16,384 × 16,384 matrix (2.1 GB) is fine. Its memory never moves and belongs to the garbage collector.
/// Nothing computed from it depends on the number of threads.
/// </remarks>
/// <example><code>
/// Matrix covariance = moment.Mean();                       // [hidden, hidden]
/// Matrix solved = Cholesky.Factor(covariance).Solve(keys); // C⁻¹ K, [hidden, count]
/// </code></example>
public sealed unsafe class Matrix
{
    private const int Alignment = 64;
    private const int Slack = Alignment / sizeof(double);

    private readonly double[] memory; // pinned, with room to align the first element to a cache line
    private readonly double* address;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <exception cref="ArgumentException">An extent is negative, or one array can not hold the matrix.</exception>
    public Matrix(int rows, int columns) : this(rows, columns, cleared: true)
    {
    }

    private Matrix(int rows, int columns, bool cleared)
    {
        if (rows < 0 || columns < 0)
            throw new ArgumentException($"A matrix has no negative extents, but {rows} × {columns} was asked for.");
        var count = (long)rows * columns;
        if (count > Array.MaxLength - Slack)
            throw new ArgumentException($"A matrix holds at most {Array.MaxLength - Slack} numbers, but {rows} × {columns} was asked for.");
        Rows = rows;
        Columns = columns;
        memory = cleared
            ? GC.AllocateArray<double>((int)count + Slack, pinned: true)
            : GC.AllocateUninitializedArray<double>((int)count + Slack, pinned: true);
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        address = (double*)((start + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of elements.</summary>
    public long Count => (long)Rows * Columns;

    /// <summary>All elements, row after row.</summary>
    public Span<double> Values
    {
        get
        {
            var offset = (int)(address - (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)));
            return memory.AsSpan(offset, (int)Count);
        }
    }

    /// <summary>The whole matrix for the kernels. The caller keeps the matrix alive while they run.</summary>
    internal Block Whole => new(address, Columns, Rows, Columns);

    /// <summary>One element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row or the column does not exist.</exception>
    public double this[int row, int column]
    {
        get => Row(row)[Checked(column)];
        set => Row(row)[Checked(column)] = value;
    }

    /// <summary>A matrix of copied values, given row after row.</summary>
    /// <exception cref="ArgumentException">The number of values is not rows · columns.</exception>
    public static Matrix From(ReadOnlySpan<double> values, int rows, int columns)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"A {rows} × {columns} matrix has {(long)rows * columns} elements, but {values.Length} values were given.", nameof(values));
        var matrix = Allocate(rows, columns);
        values.CopyTo(matrix.Values);
        return matrix;
    }

    /// <summary>A matrix of a tensor's values, widened to float64.</summary>
    /// <param name="tensor">A tensor [rows, columns] in float32; a vector [count] becomes one row.</param>
    /// <exception cref="ArgumentException">The tensor has more than two dimensions.</exception>
    public static Matrix From(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Shape.Rank > 2)
            throw new ArgumentException($"A matrix has two dimensions, but the tensor has the shape {tensor.Shape}: reshape it first.", nameof(tensor));
        var matrix = Allocate(tensor.Shape.Rank == 2 ? tensor.Shape[0] : 1, tensor.Shape.Columns);
        TensorPrimitives.ConvertTruncating(tensor.Values, matrix.Values);
        return matrix;
    }

    /// <summary>The square matrix with ones on the diagonal and zeros elsewhere.</summary>
    public static Matrix Identity(int size)
    {
        var matrix = new Matrix(size, size);
        for (var i = 0; i < size; i++)
            matrix.Row(i)[i] = 1;
        return matrix;
    }

    /// <summary>The elements of one row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row does not exist.</exception>
    public Span<double> Row(int row)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), $"Row {row} does not exist: the matrix has {Rows} rows.");
        return Values.Slice((int)((long)row * Columns), Columns);
    }

    /// <summary>The values rounded to float32.</summary>
    /// <returns>A tensor [rows, columns].</returns>
    public Tensor ToTensor()
    {
        var tensor = Tensor.Allocate([Rows, Columns]);
        TensorPrimitives.ConvertTruncating<double, float>(Values, tensor.Writable());
        return tensor;
    }

    /// <summary>A copy in memory of its own.</summary>
    public Matrix Copy()
    {
        var copy = Allocate(Rows, Columns);
        Values.CopyTo(copy.Values);
        return copy;
    }

    /// <summary>The extents, for example <c>6400 × 6400</c>.</summary>
    public override string ToString() => $"{Rows} × {Columns}";

    /// <summary>A matrix with undefined values, to be filled by what makes it.</summary>
    internal static Matrix Allocate(int rows, int columns) => new(rows, columns, cleared: false);

    private int Checked(int column) => (uint)column < (uint)Columns
        ? column
        : throw new ArgumentOutOfRangeException(nameof(column), $"Column {column} does not exist: the matrix has {Columns} columns.");
}
