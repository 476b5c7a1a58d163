namespace Emend.Tensors.LinearAlgebra;

/// <summary>A rectangle inside a matrix, seen as it lies or transposed: what the blocked algorithms cut and pass on.</summary>
/// <param name="address">The element (0, 0).</param>
/// <param name="stride">Elements from the start of one stored row to the next.</param>
/// <param name="rows">The rows as seen.</param>
/// <param name="columns">The columns as seen.</param>
/// <param name="transposed">Whether the stored rectangle is the transpose of what is seen.</param>
/// <remarks>It does not keep the memory alive: whoever takes it from a <see cref="Matrix"/> does.</remarks>
internal readonly unsafe struct Block(double* address, long stride, int rows, int columns, bool transposed = false)
{
    public double* Address => address;

    public long Stride => stride;

    public int Rows => rows;

    public int Columns => columns;

    public bool Transposed => transposed;

    /// <summary>Elements from one row, as seen, to the next.</summary>
    public long RowStep => transposed ? 1 : stride;

    /// <summary>Elements from one column, as seen, to the next.</summary>
    public long ColumnStep => transposed ? stride : 1;

    public ref double this[int row, int column] => ref address[row * RowStep + column * ColumnStep];

    /// <summary>The stored row that begins a row of a block that is not transposed.</summary>
    public double* Row(int row) => address + row * stride;

    /// <summary>A rectangle of this rectangle.</summary>
    public Block Part(int row, int column, int rowCount, int columnCount) =>
        new(address + row * RowStep + column * ColumnStep, stride, rowCount, columnCount, transposed);

    /// <summary>The rows from <paramref name="first"/> on, <paramref name="count"/> of them.</summary>
    public Block RowRange(int first, int count) => Part(first, 0, count, columns);

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public Block Transpose() => new(address, stride, columns, rows, !transposed);
}
