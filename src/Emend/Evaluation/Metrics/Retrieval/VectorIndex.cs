namespace Emend.Evaluation.Metrics.Retrieval;

/// <summary>Finds the stored vectors nearest to a query, as memory methods do.</summary>
/// <param name="vectors">The stored vectors, all of one length.</param>
public sealed class VectorIndex(IReadOnlyList<float[]> vectors)
{
    private const double SmallestNorm = 1e-12;

    /// <summary>The cosine of the angle between a query and each stored vector; 0 where one of them is zero (IKE).</summary>
    public IReadOnlyList<double> Cosines(ReadOnlySpan<float> query)
    {
        var norm = Math.Max(SmallestNorm, Norm(query));
        var cosines = new double[vectors.Count];
        for (var i = 0; i < cosines.Length; i++)
            cosines[i] = Dot(query, vectors[i]) / (norm * Math.Max(SmallestNorm, Norm(vectors[i])));
        return cosines;
    }

    /// <summary>The product of a query with each stored vector (MeLLo).</summary>
    public IReadOnlyList<double> Products(ReadOnlySpan<float> query)
    {
        var products = new double[vectors.Count];
        for (var i = 0; i < products.Length; i++)
            products[i] = Dot(query, vectors[i]);
        return products;
    }

    /// <summary>The places of the highest scores, best first; of equal ones the earlier.</summary>
    public static IReadOnlyList<int> Best(IReadOnlyList<double> scores, int count)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return [.. Enumerable.Range(0, scores.Count).OrderByDescending(place => scores[place]).ThenBy(place => place).Take(count)];
    }

    /// <summary>The mean of a text's token vectors, those outside the mask left out (Contriever's pooling).</summary>
    /// <param name="tokens">The vectors of the tokens [tokens, width], flat.</param>
    /// <param name="mask">Which tokens belong to the text.</param>
    public static float[] Pool(ReadOnlySpan<float> tokens, IReadOnlyList<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var width = tokens.Length / mask.Count;
        var (sums, count) = (new double[width], 0);
        for (var token = 0; token < mask.Count; token++)
        {
            if (!mask[token])
                continue;
            count++;
            for (var i = 0; i < width; i++)
                sums[i] += tokens[(token * width) + i];
        }

        return [.. sums.Select(sum => (float)(sum / count))];
    }

    private static double Norm(ReadOnlySpan<float> vector) => Math.Sqrt(Dot(vector, vector));

    private static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length)
            throw new ArgumentException($"Vectors of {one.Length} and {other.Length} numbers can not be compared.", nameof(other));
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
            sum += (double)one[i] * other[i];
        return sum;
    }
}
