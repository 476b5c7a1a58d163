using System.Numerics.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>
/// Collects the uncentred second moment C = Σ k·kᵀ / count of key vectors, which ROME, MEMIT and AlphaEdit divide by
/// (Meng et al. 2022, Locating and Editing Factual Associations in GPT, eq. 2).
/// </summary>
/// <remarks>
/// Products are float32 in runs of 512 rows, totals are float64. Rows wait until a run is full, so the result depends
/// on the rows and their order only: neither on how they were divided into calls nor on the number of threads.
/// Only the lower triangle is computed and kept, in 4 · width² bytes.
/// </remarks>
/// <example><code>
/// var moment = new SecondMoment(hidden);
/// foreach (var keys in batches) moment.Add(keys);       // [tokens, hidden]
/// double[] u = Cholesky.Factor(moment.Mean()).Solve(k); // ROME's u = C⁻¹ k
/// </code></example>
public sealed unsafe class SecondMoment
{
    private const int RunRows = 512; // the float32 error of a run grows with the root of its length
    private const int TileSize = 512; // a float32 tile fills half of a second-level cache

    private readonly double[][] totals; // for each row of tiles: [its rows, columns up to the end of its diagonal tile]
    private readonly float[] waiting;   // [RunRows, width]
    private int waitingRows;

    /// <summary>Creates an empty second moment.</summary>
    /// <param name="width">The width of the key vectors (the model's hidden width).</param>
    public SecondMoment(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        totals = new double[(width + TileSize - 1) / TileSize][];
        for (var i = 0; i < totals.Length; i++)
            totals[i] = new double[TileExtent(i) * TileEnd(i)];
        waiting = GC.AllocateUninitializedArray<float>(checked(RunRows * width));
    }

    /// <summary>The width of the key vectors.</summary>
    public int Width { get; }

    /// <summary>How many key vectors have been added.</summary>
    public long Count { get; private set; }

    private int Tiles => totals.Length * (totals.Length + 1) / 2;

    /// <summary>Continues from a sum that was computed before, for example one kept in a file.</summary>
    /// <param name="sum">Σ k·kᵀ [width, width], of which only the lower triangle is read.</param>
    /// <param name="count">How many key vectors it is the sum of.</param>
    /// <exception cref="ArgumentException">The matrix is not square or holds NaN or infinity, or the count is negative.</exception>
    public static SecondMoment FromSum(Matrix sum, long count)
    {
        Require.Square(sum);
        Require.FiniteTriangle(sum, Triangle.Lower);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var moment = new SecondMoment(sum.Rows) { Count = count };
        for (var row = 0; row < sum.Rows; row++)
            sum.Row(row)[..(row + 1)].CopyTo(moment.Total(row));
        return moment;
    }

    /// <summary>Adds key vectors.</summary>
    /// <param name="keys">A tensor [tokens, width], or one vector [width], in float32.</param>
    /// <exception cref="ArgumentException">The width differs, or a value is NaN or infinite; then nothing is added.</exception>
    public void Add(Tensor keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Shape.Columns != Width)
            throw new ArgumentException($"The keys have the shape {keys.Shape}, but this second moment is of vectors of width {Width}.", nameof(keys));
        var values = keys.Values;
        RequireFinite(values);
        while (!values.IsEmpty)
        {
            var rows = Math.Min(RunRows - waitingRows, values.Length / Width);
            if (rows == RunRows)
            {
                AddRun(values[..(rows * Width)]);
            }
            else
            {
                values[..(rows * Width)].CopyTo(waiting.AsSpan(waitingRows * Width));
                waitingRows += rows;
                if (waitingRows == RunRows)
                {
                    AddRun(waiting);
                    waitingRows = 0;
                }
            }

            values = values[(rows * Width)..];
            Count += rows;
        }
    }

    /// <summary>The sum Σ k·kᵀ, both triangles.</summary>
    /// <returns>A matrix [width, width].</returns>
    public Matrix Sum() => Read(1);

    /// <summary>The mean C = Σ k·kᵀ / count, both triangles.</summary>
    /// <returns>A matrix [width, width].</returns>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public Matrix Mean() => Count > 0
        ? Read(Count)
        : throw new InvalidOperationException("The mean of no keys does not exist: add keys to the second moment first.");

    private Matrix Read(double divisor)
    {
        var matrix = Matrix.Allocate(Width, Width);
        fixed (float* keys = waiting)
            Threads.For(Tiles, new ReadTile(this, keys, matrix, divisor));
        Symmetry.MirrorLower(matrix.Whole);
        GC.KeepAlive(matrix);
        return matrix;
    }

    private int TileExtent(int tile) => Math.Min(TileSize, Width - tile * TileSize);

    private int TileEnd(int tile) => tile * TileSize + TileExtent(tile);

    /// <summary>The totals of one row of the matrix, from the first column to the diagonal.</summary>
    private Span<double> Total(int row)
    {
        var tile = row / TileSize;
        return totals[tile].AsSpan((row - tile * TileSize) * TileEnd(tile), row + 1);
    }

    /// <summary>The totals of one row that lie in one column of tiles.</summary>
    private Span<double> TileTotal(int row, int columnTile)
    {
        var total = Total(row)[(columnTile * TileSize)..];
        return total[..Math.Min(total.Length, TileSize)];
    }

    /// <summary>The rows of tiles are numbered one after the other: 0 | 1 2 | 3 4 5 | …</summary>
    private static (int Row, int Column) TileAt(int index)
    {
        var row = (int)((Math.Sqrt(8.0 * index + 1) - 1) / 2);
        return (row, index - row * (row + 1) / 2);
    }

    private void AddRun(ReadOnlySpan<float> run)
    {
        fixed (float* keys = run)
            Threads.For(Tiles, new AddTile(this, keys));
    }

    /// <summary>One tile of the product of rows with themselves.</summary>
    private void Multiply(float* keys, int rows, int rowTile, int columnTile, float* product) // [TileExtent(rowTile), TileSize]
    {
        Gemm.Multiply(
            TileExtent(rowTile), TileExtent(columnTile), rows,
            new GemmOperand(keys + rowTile * TileSize, Width, transposed: true),
            new GemmOperand(keys + columnTile * TileSize, Width),
            product, TileSize);
    }

    private void RequireFinite(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Key {i / Width} holds {values[i]} at position {i % Width}: only finite numbers can be added to a second moment.");
        }
    }

    /// <summary>Adds the product of a full run to the totals, one tile in each part.</summary>
    private readonly struct AddTile(SecondMoment moment, float* keys) : IParallelBody
    {
        public void Run(int part)
        {
            var (rowTile, columnTile) = TileAt(part);
            using var scratch = Scratch.Rent<float>(TileSize * TileSize);
            var product = (float*)scratch.Memory;
            moment.Multiply(keys, RunRows, rowTile, columnTile, product);
            for (var row = rowTile * TileSize; row < moment.TileEnd(rowTile); row++, product += TileSize)
            {
                var total = moment.TileTotal(row, columnTile);
                Vectors.Add(product, total);
            }
        }
    }

    /// <summary>Adds the rows that still wait to the totals on the way out, so that reading changes nothing.</summary>
    private readonly struct ReadTile(SecondMoment moment, float* keys, Matrix matrix, double divisor) : IParallelBody
    {
        public void Run(int part)
        {
            var (rowTile, columnTile) = TileAt(part);
            using var scratch = Scratch.Rent<float>(TileSize * TileSize);
            var product = (float*)scratch.Memory;
            moment.Multiply(keys, moment.waitingRows, rowTile, columnTile, product);
            for (var row = rowTile * TileSize; row < moment.TileEnd(rowTile); row++, product += TileSize)
            {
                var total = moment.TileTotal(row, columnTile);
                var target = matrix.Row(row).Slice(columnTile * TileSize, total.Length);
                total.CopyTo(target);
                Vectors.Add(product, target);
                TensorPrimitives.Divide(target, divisor, target);
            }
        }
    }
}
