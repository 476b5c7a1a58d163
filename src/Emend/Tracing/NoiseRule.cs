using System.Globalization;

namespace Emend.Tracing;

/// <summary>A rule for the noise on subject embeddings, as people write it.</summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Amount">The multiple, standard deviation, bound or degrees of freedom; 0 for <see cref="NoiseKind.Multivariate"/>.</param>
public sealed record NoiseRule(NoiseKind Kind, double Amount)
{
    private const string Forms = "write 3s (three standard deviations of subject embeddings), a number such as 0.1, u0.2 (uniform), m (as embeddings of text are distributed) or t3 (Student's, degrees above 2)";

    /// <summary>Three standard deviations, as the paper has it (Meng et al. 2022, §2.1).</summary>
    public static NoiseRule Default { get; } = new(NoiseKind.Deviations, 3);

    /// <summary>Reads a rule: <c>3s</c> or the reference's <c>s3</c>, <c>0.1</c>, <c>u0.2</c>, <c>m</c>, <c>t3</c>.</summary>
    /// <exception cref="FormatException">The text is no such rule.</exception>
    public static NoiseRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rule = text.Trim() switch
        {
            "m" => new NoiseRule(NoiseKind.Multivariate, 0),
            "s" => new NoiseRule(NoiseKind.Deviations, 1),
            [.. var number, 's'] => new NoiseRule(NoiseKind.Deviations, Number(number)),
            ['s', .. var number] => new NoiseRule(NoiseKind.Deviations, Number(number)),
            ['u', .. var number] => new NoiseRule(NoiseKind.Uniform, Number(number)),
            ['t', .. var number] => new NoiseRule(NoiseKind.Student, Number(number)),
            var number => new NoiseRule(NoiseKind.Normal, Number(number)),
        };
        return rule.Kind == NoiseKind.Multivariate || (double.IsFinite(rule.Amount) && rule.Amount > (rule.Kind == NoiseKind.Student ? 2 : 0))
            ? rule
            : throw new FormatException($"The noise \"{text}\" is not known: {Forms}.");
    }

    /// <summary>The rule as it is written.</summary>
    public override string ToString()
    {
        var amount = Amount.ToString(CultureInfo.InvariantCulture);
        return Kind switch
        {
            NoiseKind.Deviations => amount + "s",
            NoiseKind.Uniform => "u" + amount,
            NoiseKind.Multivariate => "m",
            NoiseKind.Student => "t" + amount,
            _ => amount,
        };
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
