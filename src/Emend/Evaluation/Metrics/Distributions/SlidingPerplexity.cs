using Emend.Generation;

namespace Emend.Evaluation.Metrics.Distributions;

/// <summary>
/// The perplexity of a text longer than a model's context: windows are moved over it, and each scores the tokens that the
/// ones before did not; the text's first token never.
/// </summary>
/// <param name="Windows">The windows.</param>
public sealed record SlidingPerplexity(IReadOnlyList<TextWindow> Windows)
{
    /// <summary>How many tokens were scored.</summary>
    public int Scored => Windows.Sum(window => window.Scored);

    /// <summary>The exponential of the mean loss over all scored tokens; not a number without any.</summary>
    public double Perplexity => Scored == 0 ? double.NaN : Math.Exp(Windows.Sum(window => window.Loss) / Scored);

    /// <summary>
    /// The widespread recipe of Hugging Face's documentation: each window's mean loss counts as often as it has new tokens
    /// less one, which drops one token of weight for each later window.
    /// </summary>
    public double RecipePerplexity
    {
        get
        {
            var (loss, weight, scoredTo) = (0.0, 0, 0);
            foreach (var window in Windows)
            {
                var counted = window.End - scoredTo - 1;
                if (window.Scored > 0)
                    (loss, weight) = (loss + (window.Loss / window.Scored * counted), weight + counted);
                scoredTo = window.End;
            }

            return weight == 0 ? double.NaN : Math.Exp(loss / weight);
        }
    }

    /// <summary>Scores a text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">The tokens of the text.</param>
    /// <param name="length">The most tokens of a window.</param>
    /// <param name="stride">How far a window starts behind the one before, at most its length.</param>
    /// <param name="cancel">Stops the work.</param>
    public static SlidingPerplexity Of(LanguageModel model, IReadOnlyList<int> ids, int length, int stride, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, model.Architecture.Context);
        var places = new List<(int Begin, int End, int From)>(); // scored are the tokens From … End − 1
        for (int begin = 0, scoredTo = 0; scoredTo < ids.Count; begin += stride)
        {
            var end = Math.Min(begin + length, ids.Count);
            places.Add((begin, end, Math.Max(begin + 1, scoredTo)));
            scoredTo = end;
        }

        var asked = places.Where(place => place.From < place.End).ToArray();
        var scored = new Queue<IReadOnlyList<Scored>>(model.Score(
            [.. asked.Select(place => new ScoreQuery([.. ids.Skip(place.Begin).Take(place.From - place.Begin)], [[.. ids.Skip(place.From).Take(place.End - place.From)]]))], cancel));
        return new SlidingPerplexity([.. places.Select(place => new TextWindow(place.Begin, place.End, Math.Max(0, place.End - place.From), place.From < place.End ? -scored.Dequeue()[0].Sum : 0))]);
    }
}
