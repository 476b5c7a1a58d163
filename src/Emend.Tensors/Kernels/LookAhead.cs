using System.Runtime.CompilerServices;

namespace Emend.Tensors.Kernels;

/// <summary>Walks over the piece of a matrix that is needed next and brings it near, while something else is computed.</summary>
/// <remarks>
/// Matrices lie in memory or in a third-level cache from which one core reads hardly faster than it multiplies a few dozen
/// rows: reading and computing must overlap. Processors do not foresee the jump from one piece to the next.
/// </remarks>
internal unsafe struct LookAhead
{
    /// <summary>The steps of the depth from one look to the next; a power of two.</summary>
    public const int Interval = 16;

    private readonly nint rowBytes;
    private readonly nint width;
    private readonly nint linesAtOnce;
    private byte* row;
    private nint offset;
    private nint rows;

    /// <summary>Sets out to fetch a rectangle in a number of looks.</summary>
    /// <param name="first">The first byte.</param>
    /// <param name="rowBytes">The bytes from one row to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The bytes of a row that are needed.</param>
    /// <param name="looks">How often <see cref="Fetch"/> will be called.</param>
    public LookAhead(byte* first, nint rowBytes, nint rows, nint width, nint looks)
    {
        row = first;
        this.rowBytes = rowBytes;
        this.rows = rows;
        this.width = width;
        linesAtOnce = (rows * ((width + CacheLine.Size - 1) / CacheLine.Size) + looks - 1) / Math.Max(1, looks); // a product of no depth looks never
    }

    /// <summary>Fetches a few lines more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch()
    {
        if (rows == 0) return;
        for (nint line = 0; line < linesAtOnce; line++)
        {
            CacheLine.Fetch(row + offset);
            offset += CacheLine.Size;
            if (offset < width) continue;
            offset = 0;
            row += rowBytes;
            if (--rows == 0) return;
        }
    }
}
