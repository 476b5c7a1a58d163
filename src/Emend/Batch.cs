namespace Emend;

/// <summary>
/// Rows of token ids, laid end to end without padding: row r holds the flat positions
/// <c>Start(r)</c> to <c>Start(r) + Length(r)</c>. Positions inside a model count from 0 in each row.
/// </summary>
public sealed class Batch
{
    private readonly int[] ids;
    private readonly int[] starts; // [rows + 1]

    private Batch(int[] ids, int[] starts)
    {
        this.ids = ids;
        this.starts = starts;
    }

    /// <summary>The number of rows.</summary>
    public int Rows => starts.Length - 1;

    /// <summary>The number of tokens in all rows.</summary>
    public int Tokens => ids.Length;

    /// <summary>The token ids of all rows, flat.</summary>
    public ReadOnlySpan<int> Ids => ids;

    /// <summary>Where each row starts in the flat order, and at the end the number of tokens [rows + 1].</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>The flat positions of every row's last token [rows].</summary>
    public int[] LastTokens
    {
        get
        {
            var last = new int[Rows];
            for (var row = 0; row < last.Length; row++)
                last[row] = starts[row + 1] - 1;
            return last;
        }
    }

    /// <summary>A batch of rows of token ids.</summary>
    /// <exception cref="ArgumentException">There is no row, or a row is empty.</exception>
    public static Batch Of(params IReadOnlyList<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("A batch needs at least one row.", nameof(rows));
        var starts = new int[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count == 0)
                throw new ArgumentException($"Row {row} of the batch is empty: a model needs at least one token.", nameof(rows));
            starts[row + 1] = starts[row] + rows[row].Count;
        }

        var ids = new int[starts[^1]];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows[row].Count; i++)
                ids[starts[row] + i] = rows[row][i];
        }

        return new Batch(ids, starts);
    }

    /// <summary>A batch of one row.</summary>
    public static Batch Single(params IReadOnlyList<int> ids) => Of([ids]);

    /// <summary>The flat position of a row's first token.</summary>
    public int Start(int row) => starts[row];

    /// <summary>The number of tokens of a row.</summary>
    public int Length(int row) => starts[row + 1] - starts[row];

    /// <summary>The token ids of a row.</summary>
    public ReadOnlySpan<int> Row(int row) => ids.AsSpan(starts[row], Length(row));

    /// <summary>The rows that predict these: a token put in front of each, its last left out.</summary>
    internal Batch ShiftedAfter(int start)
    {
        var shifted = new int[ids.Length];
        for (var row = 0; row < Rows; row++)
        {
            shifted[starts[row]] = start;
            Row(row)[..^1].CopyTo(shifted.AsSpan(starts[row] + 1));
        }

        return new Batch(shifted, starts);
    }
}
