using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Matching;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.Texts;

namespace Emend.Evaluation.Metrics;

/// <summary>Metrics that need the models themselves, because they compare distributions or let a model write at length.</summary>
public static class ModelMetrics
{
    /// <summary>Perplexity of fixed texts, and how far the edited model's next-token distributions on them are from the unedited one's.</summary>
    /// <param name="before">The unedited model.</param>
    /// <param name="after">The model that is measured.</param>
    /// <param name="texts">The texts; the same for all numbers that are compared.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<MetricValue> OfTexts(LanguageModel before, LanguageModel after, IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        var scores = TextScores.Of(after, texts, cancel: cancel);
        var tokens = scores.Sum(score => score.LogProbabilities.Count);
        List<MetricValue> values = [];
        if (tokens > 0)
            values.Add(DistributionMetrics.Perplexity.Of(Math.Exp(scores.Sum(score => score.Loss) / tokens), tokens));
        if (DistributionMetrics.TextDivergence.Mean(Divergence.Of(before, after, texts, cancel: cancel).SelectMany(text => text).Select(one => one.Divergence)) is { } divergence)
            values.Add(divergence);
        return values;
    }

    /// <summary>How far the next-token distributions at a case's neighbours are apart, plainly and behind the edit's own sentence (CounterFact+).</summary>
    /// <param name="before">The unedited model.</param>
    /// <param name="after">The model that is measured.</param>
    /// <param name="edit">The case; without neighbours there is no value.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<MetricValue> OfNeighbours(LanguageModel before, LanguageModel after, EditCase edit, CancellationToken cancel = default) =>
        OfNeighbours(before, after, edit, new Dictionary<string, double>(), cancel);

    /// <summary>The same where the divergences at some prompts are known.</summary>
    internal static IReadOnlyList<MetricValue> OfNeighbours(LanguageModel before, LanguageModel after, EditCase edit, IReadOnlyDictionary<string, double> known, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(edit);
        EditTest[] neighbours = [.. edit.Tests.Where(test => test.Kind == EditTestKind.Neighbour)];
        EditTest[] distracted = edit.Edits is [{ Prompt: { } prompt, TargetNew: { } target }, ..]
            ? [.. neighbours.Select(test => HonestTests.Distracting(prompt, target.Text, test))]
            : [];
        var same = ReferenceEquals(before, after);
        string[] unknown = same ? [] : [.. neighbours.Concat(distracted).Select(test => test.Prompt).Where(prompt => !known.ContainsKey(prompt)).Distinct(StringComparer.Ordinal)];
        var computed = unknown.Zip(unknown.Length == 0 ? [] : Divergence.Of(before, after, unknown, lastOnly: true, cancel)).ToDictionary(pair => pair.First, pair => pair.Second[0].Divergence, StringComparer.Ordinal);
        MetricValue?[] values =
        [
            DistributionMetrics.NeighbourDivergence.Mean(Next(neighbours)), DistributionMetrics.DistractedNeighbourDivergence.Mean(Next(distracted)),
        ];
        return [.. values.OfType<MetricValue>()];

        IEnumerable<double> Next(EditTest[] tests) =>
            tests.Select(test => same ? 0 : known.TryGetValue(test.Prompt, out var divergence) ? divergence : computed[test.Prompt]);
    }

    /// <summary>Fluency and consistency of what a model writes at a case's generation prompts; none without such prompts.</summary>
    /// <param name="model">The model that is measured.</param>
    /// <param name="tests">The questions of the case.</param>
    /// <param name="weights">Weights of terms, fitted on reference texts; null for fluency alone.</param>
    /// <param name="references">Texts about subjects that truly have the new object.</param>
    /// <param name="seed">The same seed gives the same samples.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<MetricValue> OfWriting(
        LanguageModel model, IReadOnlyList<EditTest> tests, TermWeights? weights = null, IReadOnlyList<string>? references = null, ulong seed = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(tests);
        string[] prompts = [.. tests.Where(test => test.Kind == EditTestKind.Generation).Select(test => test.Prompt)];
        if (prompts.Length == 0)
            return [];
        var samples = WritingSamples.Of(model, prompts, seed: seed, cancel: cancel);
        List<MetricValue> values = [WritingMetrics.Fluency.Of(NgramEntropy.Fluency(samples), samples.Count)];
        if (references is { Count: > 0 } && weights?.Consistency(samples, references) is { } consistency)
            values.Add(WritingMetrics.Consistency.Of(consistency, samples.Count));
        return values;
    }

    /// <summary>Essence: the perplexity of true texts about the edited subject (memit's, over the first 100 tokens); none without texts.</summary>
    /// <param name="model">The model that is measured.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<MetricValue> OfEssence(LanguageModel model, IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.Count == 0 ? [] : [WritingMetrics.Essence.Of(TextScores.Of(model, [string.Join(' ', texts)], TextScores.PublishedLength, cancel)[0].PublishedPerplexity, texts.Count)];
    }

    /// <summary>MQuAKE's multi-hop accuracy of a case after a chain of thought; none without multi-hop questions.</summary>
    /// <param name="model">The model that is measured.</param>
    /// <param name="tests">The questions of the case.</param>
    /// <param name="prompt">How it is asked to think; the bare form by default.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<MetricValue> OfThoughts(LanguageModel model, IReadOnlyList<EditTest> tests, ThoughtPrompt? prompt = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(tests);
        EditTest[] asked = [.. tests.Where(test => test.Kind == EditTestKind.MultiHop && test.Answers.Count > 0)];
        if (asked.Length == 0)
            return [];
        var answers = (prompt ?? new ThoughtPrompt()).Ask(model, [.. asked.Select(test => test.Prompt)], cancel: cancel);
        var right = asked.Zip(answers).Count(pair => pair.Second is { } answer && AnswerMatch.IsExact(answer, [.. pair.First.Answers.SelectMany(one => one.Texts)]));
        return [MquakeMetrics.MultiHopThoughts.Of(right > 0 ? 1 : 0, asked.Length)];
    }
}
