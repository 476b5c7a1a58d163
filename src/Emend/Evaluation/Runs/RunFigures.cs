using System.Globalization;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.CounterFact;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.ZsRe;
using Emend.Evaluation.Statistics;

namespace Emend.Evaluation.Runs;

/// <summary>How runs name and group the metrics that they report.</summary>
public static class RunFigures
{
    private const string KindPrefix = "free.kind.";

    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["free"] = "Free answers: greedy decoding to a natural stop",
        ["counterfact"] = "CounterFact (ROME, MEMIT): teacher forcing",
        ["easyedit"] = "Yao et al., EasyEdit: shares of tokens under teacher forcing",
        ["zsre"] = "zsRE (ROME, MEMIT): tokens under teacher forcing",
        ["mend"] = "MEND: whole answers under teacher forcing",
        ["mquake"] = "MQuAKE: chains of facts",
        ["pararel"] = "ParaRel: consistency over wordings",
        ["text"] = "Perplexity and divergence",
        ["writing"] = "Fluency and consistency (ROME)",
        ["ability"] = "General ability",
        ["cost"] = "Time and memory",
    };

    /// <summary>A metric by its name, or by its label, of which the primary one is taken: <c>counterfact.es</c> or <c>ES</c>.</summary>
    /// <exception cref="ArgumentException">There is no such metric; the message lists some.</exception>
    public static MetricDefinition Find(string name) =>
        MetricList.All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? MetricList.All.FirstOrDefault(metric => metric.Label.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no metric {name}: choose one of {string.Join(", ", MetricList.All.Where(metric => !IsDetail(metric)).Select(metric => metric.Name))}, or {KindPrefix}KIND.");

    /// <summary>The heading that a metric is reported under.</summary>
    public static string Family(MetricDefinition metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (IsDetail(metric))
            return "Free answers by kind of question";
        if (HonestMetrics.All.Contains(metric))
            return "Free answers beyond the edit's own sentence";
        var prefix = metric.Name.Split('.')[0];
        return Families.GetValueOrDefault(prefix, prefix);
    }

    /// <summary>A figure in its unit: shares in per cent, without the sign.</summary>
    public static string Text(MetricDefinition metric, double value)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.IsShare ? (100 * value).ToString("0.0;−0.0;0.0", CultureInfo.InvariantCulture) : Plain(value, "");
    }

    /// <summary>A difference of figures in their unit, always with its sign.</summary>
    public static string Difference(MetricDefinition metric, double value)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.IsShare ? (100 * value).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) : Plain(value, "+");
    }

    /// <summary>Whether a metric only says in more detail what another does.</summary>
    public static bool IsDetail(MetricDefinition metric) => metric is not null && metric.Name.StartsWith(KindPrefix, StringComparison.Ordinal);

    /// <summary>How a metric is measured, in sentences.</summary>
    public static string Protocol(MetricDefinition metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var how = metric.Protocol switch
        {
            MetricProtocol.FreeRunning => "The model writes by itself, greedily, to a natural stop",
            MetricProtocol.GivenLength => "The model writes as many tokens as the right answer has",
            MetricProtocol.TeacherForced => "Teacher forcing: each token of the answer after the right ones before it",
            MetricProtocol.BeforeAfter => "Tokens before and after the edit are compared with each other, at the places of the right answer",
            MetricProtocol.Distribution => "Probabilities of text",
            MetricProtocol.ChainOfThought => "Steps of thought before the answer",
            _ => "Clock and memory of the process",
        };
        return $"{how}; {metric.Scorer}. {metric.Source}.{(metric.Caution is { } caution ? " " + caution : "")}";
    }

    private static string Plain(double value, string plus)
    {
        var digits = Math.Abs(value) switch { >= 100 => "0.0", >= 0.995 => "0.00", _ => "0.0000" };
        return value.ToString($"{plus}{digits};−{digits};0", CultureInfo.InvariantCulture);
    }

    /// <summary>Metrics that are made of others' means over all cases.</summary>
    internal static double? Composite(string name, Func<string, double?> mean)
    {
        if (name == CounterFactMetrics.Score.Name)
            return Harmonic(CounterFactMetrics.EfficacyScore, CounterFactMetrics.ParaphraseScore, CounterFactMetrics.NeighbourhoodScore);
        return name == ZsReMetrics.Score.Name ? Harmonic(ZsReMetrics.Efficacy, ZsReMetrics.Paraphrase, ZsReMetrics.Specificity) : null;

        double? Harmonic(params ReadOnlySpan<MetricDefinition> metrics)
        {
            var means = new double[metrics.Length];
            for (var i = 0; i < means.Length; i++)
            {
                if (mean(metrics[i].Name) is not { } value)
                    return null;
                means[i] = value;
            }

            return Means.Harmonic(means);
        }
    }
}
