using Emend.Numerics;

namespace Emend.Tracing;

/// <summary>What is added to the embeddings of a subject, or put in their place, for one model.</summary>
/// <remarks>
/// The numbers are those of NumPy's <c>RandomState</c>, drawn in the order [samples, subject tokens, width] in double precision, so that
/// a trace repeats the published ones (kmeng01/rome, experiments/causal_trace.py).
/// </remarks>
public sealed class SubjectNoise
{
    private const uint StudentSeed = 2; // the reference fixes the scales of Student's noise apart from the seed of the run

    private readonly NoiseRule rule;
    private readonly EmbeddingFit? fit;

    private SubjectNoise(NoiseRule rule, double? level, EmbeddingFit? fit, bool replaces)
    {
        this.rule = rule;
        this.fit = fit;
        Level = level;
        Replaces = replaces;
    }

    /// <summary>The standard deviation, or the bound of uniform noise; null where it is not one number.</summary>
    public double? Level { get; }

    /// <summary>Whether the noise takes the place of the embeddings instead of being added to them.</summary>
    public bool Replaces { get; }

    /// <summary>The noise of a rule for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="subjects">The subjects whose embeddings give the standard deviation, where the rule is a multiple of it.</param>
    /// <param name="texts">The texts whose embeddings give mean and covariance, where the rule is fitted to them; the first 1,000 are read.</param>
    /// <param name="replaces">Whether the noise takes the place of the embeddings.</param>
    /// <exception cref="ArgumentException">There are no subjects or texts, and the rule needs them.</exception>
    public static SubjectNoise Of(
        LanguageModel model, NoiseRule rule, IEnumerable<string>? subjects = null, IEnumerable<string>? texts = null, bool replaces = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Kind switch
        {
            NoiseKind.Deviations => new SubjectNoise(rule, rule.Amount * EmbeddingFit.Deviation(model, subjects ?? []), null, replaces),
            NoiseKind.Multivariate or NoiseKind.Student => new SubjectNoise(rule, null, EmbeddingFit.Of(model, texts ?? []), replaces),
            _ => new SubjectNoise(rule, rule.Amount, null, replaces),
        };
    }

    /// <summary>The rule as it is written.</summary>
    public override string ToString() => Replaces ? $"{rule}, in place of the embeddings" : rule.ToString();

    /// <summary>Draws the noise of some samples [samples, tokens, width].</summary>
    internal double[] Draw(NumPyRandom random, int samples, int tokens, int width)
    {
        var drawn = new double[samples * tokens * width];
        for (var i = 0; i < drawn.Length; i++)
            drawn[i] = rule.Kind == NoiseKind.Uniform ? (2 * random.Unit()) - 1 : random.Normal();
        if (Level is { } level)
        {
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] *= level;
            return drawn;
        }

        fit!.Transform(drawn);
        return rule.Kind == NoiseKind.Student ? Student(drawn, width) : drawn;
    }

    /// <summary>Scales each vector by √((ν − 2) / u), u of χ² with ν degrees of freedom, which keeps the covariance.</summary>
    private double[] Student(double[] drawn, int width)
    {
        var random = new NumPyRandom(StudentSeed);
        for (var first = 0; first < drawn.Length; first += width)
        {
            var factor = Math.Sqrt((rule.Amount - 2) / random.ChiSquare(rule.Amount));
            for (var i = first; i < first + width; i++)
                drawn[i] *= factor;
        }

        return drawn;
    }
}
