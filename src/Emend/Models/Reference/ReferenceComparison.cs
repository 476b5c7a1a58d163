using Emend.Tensors;

namespace Emend.Models.Reference;

/// <summary>The largest difference from a reference so far, and the reference's largest magnitude.</summary>
internal sealed class ReferenceComparison
{
    private double difference;
    private double magnitude;

    /// <summary>Two tensors of as many elements.</summary>
    public static TensorDifference Whole(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        if (expected.Length != actual.Length)
            throw new InvalidDataException($"{name} has {expected.Length} elements in the reference, but the model computes {actual.Length}: the reference is for another model.");
        var comparison = new ReferenceComparison();
        comparison.Add(expected, actual);
        return comparison.Result(name, tolerance);
    }

    /// <summary>A flat value [tokens, …] beside a padded one [rows, longest, …], where tokens are real.</summary>
    public static TensorDifference Padded(string name, Tensor expected, Batch batch, Tensor actual, double tolerance)
    {
        var columns = (int)(actual.Count / batch.Tokens);
        var longest = (int)(expected.Count / columns / batch.Rows);
        if ((long)columns * longest * batch.Rows != expected.Count)
            throw new InvalidDataException($"{name} has the shape {expected.Shape} in the reference, which does not fit rows of {columns} values: the reference is for another model.");
        var comparison = new ReferenceComparison();
        for (var row = 0; row < batch.Rows; row++)
            comparison.Add(expected.Values.Slice(row * longest * columns, batch.Length(row) * columns), actual.Values.Slice(batch.Start(row) * columns, batch.Length(row) * columns));
        return comparison.Result(name, tolerance);
    }

    /// <summary>A pattern [tokens, heads, keys] beside a padded one [rows, heads, queries, keys].</summary>
    public static TensorDifference Pattern(string name, Tensor expected, Batch queries, Batch keys, Tensor actual, double tolerance)
    {
        if (expected.Shape.Rank != 4 || expected.Shape[0] != queries.Rows || expected.Shape[1] != actual.Shape[1])
            throw new InvalidDataException($"{name} has the shape {expected.Shape} in the reference, which does not fit patterns of {actual.Shape[1]} heads: the reference is for another model.");
        int heads = expected.Shape[1], longest = expected.Shape[2], longestKeys = expected.Shape[3];
        var comparison = new ReferenceComparison();
        for (var row = 0; row < queries.Rows; row++)
        {
            for (var query = 0; query < queries.Length(row); query++)
            {
                for (var head = 0; head < heads; head++)
                {
                    comparison.Add(
                        expected.Values.Slice(((((row * heads) + head) * longest) + query) * longestKeys, keys.Length(row)),
                        actual.Values.Slice((((queries.Start(row) + query) * heads) + head) * actual.Shape[2], keys.Length(row)));
                }
            }
        }

        return comparison.Result(name, tolerance);
    }

    private void Add(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            magnitude = Math.Max(magnitude, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i])); // not a number stays
        }
    }

    private TensorDifference Result(string name, double tolerance) =>
        new(name, difference, magnitude > 0 ? difference / magnitude : difference, tolerance);
}
