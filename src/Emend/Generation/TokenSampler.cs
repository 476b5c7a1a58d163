using Emend.Pretraining;

namespace Emend.Generation;

/// <summary>Draws the next token of one row. Rows have random numbers of their own, so that each is as if alone.</summary>
internal sealed class TokenSampler(GenerationOptions options, ulong seed)
{
    private readonly RandomStream random = new(seed);
    private double[] weights = [];
    private int[] order = [];

    /// <summary>A token drawn from scores, or the best.</summary>
    /// <param name="scores">The log-probabilities [vocabulary].</param>
    public int Draw(ReadOnlySpan<float> scores)
    {
        if (options.Temperature == 0)
            return Best(scores);
        var candidates = Candidates(scores);
        var total = 0.0;
        foreach (var id in candidates)
            total += weights[id];
        var left = random.Unit() * total;
        foreach (var id in candidates)
        {
            left -= weights[id];
            if (left < 0)
                return id;
        }

        return candidates[^1];
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var id = 1; id < scores.Length; id++)
        {
            if (scores[id] > scores[best])
                best = id;
        }

        return best;
    }

    /// <summary>The tokens that may be drawn, the most probable first where their number is limited; fills their weights.</summary>
    private ReadOnlySpan<int> Candidates(ReadOnlySpan<float> scores)
    {
        if (weights.Length != scores.Length)
            (weights, order) = (new double[scores.Length], new int[scores.Length]);
        var largest = (double)scores[Best(scores)];
        for (var id = 0; id < scores.Length; id++)
        {
            order[id] = id;
            weights[id] = Math.Exp((scores[id] - largest) / options.Temperature);
        }

        if (options.TopK is 0 && options.TopP >= 1)
            return order;
        Array.Sort(order, (left, right) => weights[left] != weights[right] ? weights[right].CompareTo(weights[left]) : left.CompareTo(right));
        var count = options.TopK is 0 ? order.Length : Math.Min(options.TopK, order.Length);
        return order.AsSpan(0, options.TopP < 1 ? Nucleus(count) : count);
    }

    /// <summary>How many of the first tokens reach the probability asked for (Holtzman et al. 2020), at least one.</summary>
    private int Nucleus(int count)
    {
        var total = 0.0;
        for (var i = 0; i < count; i++)
            total += weights[order[i]];
        var reached = 0.0;
        for (var i = 0; i < count; i++)
        {
            reached += weights[order[i]];
            if (reached >= options.TopP * total)
                return i + 1;
        }

        return count;
    }
}
