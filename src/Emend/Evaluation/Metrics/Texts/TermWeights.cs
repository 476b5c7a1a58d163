using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.Texts;

/// <summary>
/// Weights of terms in a corpus, as scikit-learn's <c>TfidfVectorizer</c> with its defaults fits them: lower case, words of at
/// least two characters, idf = ln((1 + n) / (1 + df)) + 1, vectors of length 1.
/// </summary>
public sealed class TermWeights
{
    private const int ShortestTerm = 2;

    private readonly Dictionary<string, int> places;

    /// <summary>Takes weights that were fitted before.</summary>
    /// <param name="terms">The terms by their place in a vector.</param>
    /// <param name="inverseFrequencies">The weight of each term.</param>
    /// <exception cref="ArgumentException">There are not as many weights as terms, or a term appears twice.</exception>
    public TermWeights(IReadOnlyList<string> terms, IReadOnlyList<double> inverseFrequencies)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(inverseFrequencies);
        if (terms.Count != inverseFrequencies.Count)
            throw new ArgumentException($"Each term needs a weight, but there are {terms.Count} terms and {inverseFrequencies.Count} weights.", nameof(inverseFrequencies));
        Terms = terms;
        InverseFrequencies = inverseFrequencies;
        places = new Dictionary<string, int>(terms.Count, StringComparer.Ordinal);
        for (var place = 0; place < terms.Count; place++)
        {
            if (!places.TryAdd(terms[place], place))
                throw new ArgumentException($"The term {terms[place]} appears twice.", nameof(terms));
        }
    }

    /// <summary>The terms by their place in a vector; fitted ones in the order of their code points.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The weight of each term: the rarer, the more.</summary>
    public IReadOnlyList<double> InverseFrequencies { get; }

    /// <summary>Fits the weights on documents.</summary>
    public static TermWeights Fit(IEnumerable<string> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var (frequencies, count) = (new Dictionary<string, int>(StringComparer.Ordinal), 0);
        foreach (var document in documents)
        {
            count++;
            foreach (var term in TermsOf(document).Distinct())
                frequencies[term] = frequencies.GetValueOrDefault(term) + 1;
        }

        string[] terms = [.. frequencies.Keys.Order(Comparer<string>.Create(ByCodePoint))];
        return new TermWeights(terms, [.. terms.Select(term => Math.Log((1.0 + count) / (1 + frequencies[term])) + 1)]);
    }

    /// <summary>The vector of a text: the weights of its terms that are not 0, by their places, of length 1; empty for a text without known terms.</summary>
    public IReadOnlyDictionary<int, double> Vector(string text)
    {
        var vector = new Dictionary<int, double>();
        foreach (var (term, count) in TermsOf(text).CountBy(term => term))
        {
            if (places.TryGetValue(term, out var place))
                vector[place] = count * InverseFrequencies[place];
        }

        var length = Math.Sqrt(vector.Values.Sum(weight => weight * weight));
        return vector.ToDictionary(pair => pair.Key, pair => pair.Value / length);
    }

    /// <summary>The cosine of the angle between the vectors of two texts; null where one of them has no known term.</summary>
    public double? Cosine(string text, string other)
    {
        var (first, second) = (Vector(text), Vector(other));
        return first.Count == 0 || second.Count == 0 ? null : first.Sum(pair => pair.Value * second.GetValueOrDefault(pair.Key));
    }

    /// <summary>
    /// Consistency (Meng et al. 2022): the cosine between what a model wrote about a subject and reference texts about other
    /// subjects that truly have the new object.
    /// </summary>
    public double? Consistency(IEnumerable<string> generations, IEnumerable<string> references) => Cosine(string.Join(' ', generations), string.Join(' ', references));

    private static IReadOnlyList<string> TermsOf(string text) => PythonText.Words(PythonText.Lower(text), ShortestTerm);

    private static int ByCodePoint(string one, string other)
    {
        var shared = one.AsSpan().CommonPrefixLength(other);
        if (shared == one.Length || shared == other.Length)
            return one.Length - other.Length;
        // surrogates stand below U+E000 in UTF-16, but above every other character by code point
        var (first, second) = (one[shared], other[shared]);
        return char.IsSurrogate(first) == char.IsSurrogate(second) ? first - second : char.IsSurrogate(first) ? 1 : -1;
    }
}
