using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.Honest;
using Emend.Models;
using Emend.Proof;

namespace Emend.Evaluation.Runs;

/// <summary>
/// What is measured of a state of the model apart from its answers to the cases' questions: perplexity and divergence on one
/// and the same text in which no edited subject occurs, general ability, divergence at neighbours, and texts that it writes.
/// </summary>
internal sealed class StateMeasures
{
    private const int Sentences = 12;
    private const int AbilityQuestions = 30; // of each kind

    private readonly LanguageModel model;
    private readonly RunPlan plan;
    private readonly FixedText text;
    private readonly FixedDistributions distributions;
    private readonly GeneralAbility? ability;
    private readonly WritingReferences? references;

    /// <summary>Chooses texts and questions.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="plan">What is run.</param>
    /// <param name="known">The facts beside the model; null if there are none.</param>
    /// <param name="snippets">The published texts that consistency and essence compare with; null for texts of the model's facts.</param>
    /// <param name="cases">The cases of the run.</param>
    /// <param name="count">How many cases there are.</param>
    public StateMeasures(LanguageModel model, RunPlan plan, KnownFacts? known, AttributeSnippets? snippets, IEnumerable<EditCase> cases, out int count)
    {
        this.model = model;
        this.plan = plan;
        var names = known?.Facts.SelectMany(fact => new[] { fact.Subject, fact.Object }).ToHashSet(StringComparer.Ordinal) ?? [];
        var edited = new HashSet<string>(StringComparer.Ordinal);
        (count, var withSnippets) = (0, 0);
        foreach (var one in cases)
        {
            count++;
            withSnippets += snippets?.Has(one) == true ? 1 : 0;
            edited.UnionWith(one.Edits.Select(edit => edit.Subject!).Where(names.Contains));
        }

        if (snippets is not null && count > 0 && withSnippets == 0)
            throw new InvalidOperationException("The snippets have no text for any case's relation and new object: take those of the same data set, whose objects have the same ids.");
        text = FixedText.For(model, known, edited, Sentences);
        distributions = new FixedDistributions(model, text);
        if (known is not null && plan.Measures.HasFlag(RunMeasures.Ability))
            ability = new GeneralAbility(known, edited, AbilityQuestions, (ulong)plan.Seed);
        if (plan.Measures.HasFlag(RunMeasures.Writing))
            references = snippets is not null ? WritingReferences.Of(snippets) : known is not null ? WritingReferences.Of(known) : null;
        Unedited = Of(model, withAbility: true, CancellationToken.None);
    }

    /// <summary>The unedited model.</summary>
    public LanguageModel Model => model;

    /// <summary>Whether next-token distributions at neighbours are compared.</summary>
    public bool TakesDivergence => plan.Measures.HasFlag(RunMeasures.Divergence) && !model.HasEncoder;

    /// <summary>What the fixed text is.</summary>
    public string Text => text.Name;

    /// <summary>The unedited model's figures.</summary>
    public IReadOnlyDictionary<string, double> Unedited { get; }

    /// <summary>The figures of a state, by name; those that are no finite number are left out.</summary>
    /// <param name="state">The state.</param>
    /// <param name="withAbility">Whether general ability is asked for, which takes as long as the questions of several cases.</param>
    /// <param name="cancel">Stops between two passes.</param>
    public IReadOnlyDictionary<string, double> Of(LanguageModel state, bool withAbility, CancellationToken cancel)
    {
        var (perplexity, divergence) = distributions.Of(state, cancel);
        List<(string Name, double Value)> figures = [(DistributionMetrics.Perplexity.Name, perplexity)];
        if (divergence is { } moved)
            figures.Add((DistributionMetrics.TextDivergence.Name, moved));
        if (withAbility && ability is not null)
            figures.AddRange(ability.Measure(state, cancel).Select(value => (value.Metric.Name, value.Value)));
        return figures.Where(figure => double.IsFinite(figure.Value)).ToDictionary(figure => figure.Name, figure => figure.Value, StringComparer.Ordinal);
    }

    /// <summary>The figures of a state at one case, by name.</summary>
    /// <param name="state">The state.</param>
    /// <param name="one">The case.</param>
    /// <param name="divergences">How far the next-token distributions behind prompts have moved, as far as that is known.</param>
    /// <param name="cancel">Stops between two passes.</param>
    public IReadOnlyDictionary<string, double> Of(LanguageModel state, EditCase one, IReadOnlyDictionary<string, double> divergences, CancellationToken cancel)
    {
        var values = new List<MetricValue>();
        if (TakesDivergence)
            values.AddRange(ModelMetrics.OfNeighbours(model, state, one, divergences, cancel));
        if (plan.Measures.HasFlag(RunMeasures.Writing))
        {
            var texts = references?.For(one);
            values.AddRange(ModelMetrics.OfWriting(state, one.Tests, references?.Weights, texts?.OfObject, (ulong)(plan.Seed + one.Index), cancel));
            values.AddRange(ModelMetrics.OfEssence(state, texts?.OfSubject ?? [], cancel));
        }

        return values.Where(value => double.IsFinite(value.Value)).ToDictionary(value => value.Metric.Name, value => value.Value, StringComparer.Ordinal);
    }
}
