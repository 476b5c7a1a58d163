namespace Emend.Evaluation.Metrics.EasyEdit;

/// <summary>EasyEdit's F1 over token ids (<c>F1</c>, evaluate_utils.py): scikit-learn's macro average, each id a class of its own.</summary>
public static class TokenF1
{
    /// <summary>The mean over all ids that occur of their F1, places compared one by one.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths, or are empty.</exception>
    public static double Macro(IReadOnlyList<int> expected, IReadOnlyList<int> given)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(given);
        if (expected.Count != given.Count || expected.Count == 0)
            throw new ArgumentException($"Tokens are compared place by place, but there are {expected.Count} and {given.Count}.", nameof(given));
        var pairs = expected.Zip(given).ToList();
        return expected.Union(given).Average(id =>
        {
            double both = pairs.Count(pair => pair.First == id && pair.Second == id);
            return 2 * both / (pairs.Count(pair => pair.First == id) + pairs.Count(pair => pair.Second == id));
        });
    }
}
