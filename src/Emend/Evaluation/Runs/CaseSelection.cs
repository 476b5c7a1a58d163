using Emend.Evaluation.Cases;
using Emend.Pretraining;

namespace Emend.Evaluation.Runs;

/// <summary>Chooses the cases of a run: the first ones, or a random sample in random order.</summary>
internal static class CaseSelection
{
    /// <summary>
    /// The cases chosen, the same ones in the same order each time. The first ones are streamed; of a sample only as
    /// many as are asked for are kept.
    /// </summary>
    /// <param name="source">All cases; is enumerated anew each time.</param>
    /// <param name="limit">The most cases; null for all.</param>
    /// <param name="shuffle">Whether to draw and shuffle.</param>
    /// <param name="seed">Decides what is drawn.</param>
    public static IEnumerable<EditCase> Of(IEnumerable<EditCase> source, int? limit, bool shuffle, int seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!shuffle)
            return limit is { } count ? source.Take(count) : source;
        return Sample(source, limit ?? int.MaxValue, new RandomStream((ulong)seed));
    }

    // reservoir sampling (Vitter 1985, algorithm R), then a shuffle
    private static IEnumerable<EditCase> Sample(IEnumerable<EditCase> source, int limit, RandomStream random)
    {
        var kept = new List<EditCase>();
        var seen = 0;
        foreach (var one in source)
        {
            seen++;
            if (kept.Count < limit)
                kept.Add(one);
            else if (random.Below(seen) is var place && place < limit)
                kept[place] = one;
        }

        var cases = kept.ToArray();
        random.Shuffle<EditCase>(cases);
        return cases;
    }
}
