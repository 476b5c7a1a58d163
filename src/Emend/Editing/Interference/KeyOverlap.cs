using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Interference;

/// <summary>How far some keys lie in the span of others, where C⁻¹ measures lengths and angles.</summary>
/// <param name="moments">The factor of C [hidden, hidden].</param>
/// <param name="fresh">The keys asked about, in rows [keys, hidden].</param>
/// <param name="others">The others [other keys, hidden].</param>
/// <param name="owners">The fact that each of the others belongs to.</param>
internal sealed class KeyOverlap(Cholesky moments, Matrix fresh, Matrix others, int[] owners)
{
    private const double Ridge = 1e-6;   // of the mean length, for keys that depend on each other
    private const int SpanFraction = 4;  // a span of more than a quarter of all directions says little about single facts

    /// <summary>For each key asked about the part within the span, and its largest cosine with a key of each fact.</summary>
    public IEnumerable<(double Share, IReadOnlyDictionary<int, double> Cosines)> Shares()
    {
        var whitened = moments.SolveRows(others);                                        // C⁻¹K [others, hidden]
        var products = fresh.Multiply(whitened, transposeRight: true);                   // [fresh, others]
        var lengths = Lengths(fresh, moments.SolveRows(fresh));
        var otherLengths = Lengths(others, whitened);
        var cosines = new double[fresh.Rows, others.Rows];
        for (var i = 0; i < fresh.Rows; i++)
        {
            for (var j = 0; j < others.Rows; j++)
                cosines[i, j] = Math.Abs(products[i, j]) / (lengths[i] * otherLengths[j]);
        }

        var chosen = Choose(cosines);
        var span = Picked(others, chosen);
        var gram = span.Multiply(Picked(whitened, chosen), transposeRight: true);       // S of the others [chosen, chosen]
        var ridge = Ridge * Enumerable.Range(0, gram.Rows).Sum(i => gram[i, i]) / gram.Rows;
        var solved = Cholesky.Factor(gram, ridge).SolveRows(fresh.Multiply(Picked(whitened, chosen), transposeRight: true));
        for (var i = 0; i < fresh.Rows; i++)
        {
            var within = chosen.Select((other, at) => solved[i, at] * products[i, other]).Sum();
            yield return (Math.Sqrt(Math.Clamp(within / (lengths[i] * lengths[i]), 0, 1)),
                owners.Select((owner, j) => (owner, Cosine: cosines[i, j])).GroupBy(pair => pair.owner).ToDictionary(group => group.Key, group => group.Max(pair => pair.Cosine)));
        }
    }

    /// <summary>For each fact the key nearest to any key asked about; of many facts those with the nearest.</summary>
    private int[] Choose(double[,] cosines)
    {
        var nearest = Enumerable.Range(0, others.Rows).Select(j => Enumerable.Range(0, fresh.Rows).Max(i => cosines[i, j])).ToArray();
        return [.. Enumerable.Range(0, others.Rows).GroupBy(j => owners[j]).Select(group => group.MaxBy(j => nearest[j]))
            .OrderByDescending(j => nearest[j]).Take(Math.Max(1, others.Columns / SpanFraction))];
    }

    private static double[] Lengths(Matrix keys, Matrix whitened) =>
        [.. Enumerable.Range(0, keys.Rows).Select(i => Math.Sqrt(Math.Max(double.Epsilon, System.Numerics.Tensors.TensorPrimitives.Dot<double>(keys.Row(i), whitened.Row(i)))))];

    private static Matrix Picked(Matrix matrix, int[] rows)
    {
        var picked = new Matrix(rows.Length, matrix.Columns);
        for (var i = 0; i < rows.Length; i++)
            matrix.Row(rows[i]).CopyTo(picked.Row(i));
        return picked;
    }
}
