using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Texts;
using Emend.Pretraining;
using Emend.Proof;
using Emend.Tensors;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>
/// Models whose next token has the same known probabilities whatever they read, so that figures of distributions and of writing can be
/// worked out by hand: the fixture's model with a last norm that gives (1, 0, 0, …), and the logarithms of the probabilities as the first
/// column of its embedding.
/// </summary>
internal static class OneWordModel
{
    private const int Samples = 100; // tokens of a text, the first of which is the prompt's

    /// <summary>Of "French" with 1/2, "English" with 1/4 and all others: the text "French English French" has a probability of 1/4 · 1/2 behind its first token.</summary>
    public static double Perplexity => Math.Sqrt(4 * 2);

    /// <summary>The same, divided by all three tokens.</summary>
    public static double Essence => Math.Cbrt(4 * 2);

    /// <summary>Between (1/2, 1/4, …) and (1/4, 1/2, …): 1/2 · ln 2 + 1/4 · ln 1/2.</summary>
    public static double Divergence => Math.Log(2) / 4;

    /// <summary>"English" and 99 times "French": of the pairs and triples one is different.</summary>
    public static double Fluency => 100 * (((2 / 3.0) * OneOf(Samples - 1)) + ((4 / 3.0) * OneOf(Samples - 2))) / 2;

    /// <summary>The same text against "English", in words of equal weight.</summary>
    public static double Consistency => 1 / Math.Sqrt(1 + Math.Pow(Samples - 1, 2));

    public static IEnumerable<(string Name, double Value)> Distributions()
    {
        var (before, after) = (Of((" French", 0.5), (" English", 0.25)), Of((" French", 0.25), (" English", 0.5)));
        var one = new EditCase
        {
            Id = "0",
            Source = new CaseSource("made here"),
            Edits = [new FactEdit { Prompt = "Ada speaks", TargetNew = new EditTarget("English") }],
            Tests = [new EditTest(EditTestKind.Neighbour, "Bo speaks", "French", "English"), new EditTest(EditTestKind.Neighbour, "She speaks", "French", "English")],
        };
        return Named([ModelMetrics.OfTexts(before, before, [" French English French"])[0], ModelMetrics.OfTexts(before, after, [" French English French"])[1], .. ModelMetrics.OfNeighbours(before, after, one)]);
    }

    public static IEnumerable<(string Name, double Value)> Writing()
    {
        var always = Of((" French", 1 - 1e-12));
        return Named(
        [
            .. ModelMetrics.OfWriting(always, [new EditTest(EditTestKind.Generation, " English")], TermWeights.Fit(["French", "English"]), ["English"]),
            .. ModelMetrics.OfEssence(Of((" French", 0.5), (" English", 0.25)), [" French English French"]),
        ]);
    }

    public static IEnumerable<(string Name, double Value)> Ability()
    {
        var relation = new Relation { Name = "language", Patterns = ["{} speaks"], HeldoutPattern = "{} writes", Questions = ["What does {} speak?"], NounPhrase = "the language of {}" };
        var facts = new[] { "French", "French", "French", "English" }.Select((answer, i) => new KnownFact { Id = i, Subject = $"Person {i}", Relation = "P1", Object = answer });
        var known = new KnownFacts([.. facts], new Dictionary<string, Relation> { ["P1"] = relation }, ["They all spoke French French", "The river runs to sea"]);
        return Named(new GeneralAbility(known, [], count: 4).Measure(Of((" French", 1 - 1e-12))));
    }

    /// <summary>A model of so probable tokens; the others share what is left.</summary>
    public static LanguageModel Of(params (string Text, double Probability)[] tokens)
    {
        var model = GoldenMetrics.Model("pre");
        var (vocabulary, width) = (model.Architecture.Vocabulary, model.Architecture.Width);
        var embedding = new float[vocabulary * width];
        var rest = Math.Log((1 - tokens.Sum(token => token.Probability)) / (vocabulary - tokens.Length));
        for (var id = 0; id < vocabulary; id++)
            embedding[id * width] = (float)rest;
        foreach (var (text, probability) in tokens)
            embedding[model.Tokenizer.Encode(text).Ids.ShouldHaveSingleItem() * width] = (float)Math.Log(probability);
        return model.With(new Dictionary<string, Tensor>
        {
            ["transformer.wte.weight"] = Tensor.From(embedding, [vocabulary, width]),
            ["transformer.ln_f.weight"] = Tensor.From(new float[width], [width]),
            ["transformer.ln_f.bias"] = Tensor.From([1, .. new float[width - 1]], [width]),
        });
    }

    private static double OneOf(double count) => -((1 / count) * Math.Log2(1 / count)) - ((count - 1) / count * Math.Log2((count - 1) / count));

    private static IEnumerable<(string Name, double Value)> Named(IEnumerable<MetricValue> values) => values.Select(value => (value.Metric.Name, value.Value));
}
