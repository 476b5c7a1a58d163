namespace Emend.Evaluation.Metrics.Texts;

/// <summary>
/// Fluency: how evenly the pairs and triples of words in a text are spread, in bits (Zhang et al. 2018; Meng et al. 2022).
/// Text that repeats itself has little.
/// </summary>
/// <param name="Pairs">The entropy of pairs of words; 0 if there is none.</param>
/// <param name="Triples">The entropy of triples of words; 0 if there is none.</param>
public readonly record struct NgramEntropy(double Pairs, double Triples)
{
    private const double PairWeight = 2.0 / 3, TripleWeight = 4.0 / 3;

    /// <summary>The number that the reference computes: the mean of ⅔ · pairs and 4⁄3 · triples (memit, eval_utils_counterfact.py).</summary>
    public double Mean => ((PairWeight * Pairs) + (TripleWeight * Triples)) / 2;

    /// <summary>The sum, as the papers write the formula: twice as much.</summary>
    public double Sum => (PairWeight * Pairs) + (TripleWeight * Triples);

    /// <summary>Measures the words of a text; upper and lower case differ.</summary>
    public static NgramEntropy Of(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new NgramEntropy(
            Entropy(Enumerable.Range(0, Math.Max(0, words.Count - 1)).Select(i => (words[i], words[i + 1], ""))),
            Entropy(Enumerable.Range(0, Math.Max(0, words.Count - 2)).Select(i => (words[i], words[i + 1], words[i + 2]))));
    }

    /// <summary>Measures a text: its sentences, cut by <see cref="SentenceSplitter"/>, and their words by nltk's rules.</summary>
    public static NgramEntropy Of(string text) => Of(WordTokenizer.Tokenize(SentenceSplitter.Split(text)));

    /// <summary>The fluency of texts as the reference prints it: the mean over them, × 100.</summary>
    public static double Fluency(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.Count == 0 ? double.NaN : 100 * texts.Average(text => Of(text).Mean);
    }

    private static double Entropy(IEnumerable<(string, string, string)> grams)
    {
        var counts = grams.CountBy(gram => gram).Select(pair => pair.Value).ToArray();
        double all = counts.Sum();
        return Math.Max(0, -counts.Sum(count => count / all * Math.Log2(count / all)));
    }
}
