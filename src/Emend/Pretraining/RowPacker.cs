namespace Emend.Pretraining;

/// <summary>Packs documents into rows of equal length, each document followed by the end-of-text token.</summary>
/// <remarks>A row is cut when it is full; the rest of its last document is dropped and the next row begins with a new document.</remarks>
internal sealed class RowPacker(int rowLength, int endOfText, double endOfTextFirstShare)
{
    /// <summary>The rows that the documents fill.</summary>
    /// <param name="documents">Token ids of each document.</param>
    /// <param name="random">Decides which rows begin with the end-of-text token.</param>
    /// <returns>Rows of the row length; what does not fill a last row is dropped.</returns>
    public List<int[]> Pack(IEnumerable<IReadOnlyList<int>> documents, RandomStream random)
    {
        var rows = new List<int[]>();
        var row = new int[rowLength];
        var filled = Begin(row, random);
        foreach (var document in documents)
        {
            for (var i = 0; i < document.Count && filled < rowLength; i++)
                row[filled++] = document[i];
            if (filled < rowLength)
                row[filled++] = endOfText;
            if (filled < rowLength)
                continue;
            rows.Add(row);
            row = new int[rowLength];
            filled = Begin(row, random);
        }

        return rows;
    }

    private int Begin(int[] row, RandomStream random)
    {
        if (!random.Chance(endOfTextFirstShare))
            return 0;
        row[0] = endOfText;
        return 1;
    }
}
