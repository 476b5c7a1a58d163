using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Honest;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Proof;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class HonestTestsTests
{
    private static readonly EditCase Case = new()
    {
        Id = "1",
        Source = new CaseSource("made here"),
        Edits =
        [
            new FactEdit
            {
                Subject = "Danielle Darrieux", Prompt = "The mother tongue of Danielle Darrieux is", Question = "What is the mother tongue of Danielle Darrieux?",
                TargetNew = new EditTarget("English"), TargetOld = new EditTarget("French"),
            },
        ],
        Tests =
        [
            new EditTest(EditTestKind.Rewrite, "The mother tongue of Danielle Darrieux is", "English", "French"),
            new EditTest(EditTestKind.Neighbour, "The mother tongue of Léon Blum is", "French", "English"),
        ],
    };

    private static readonly Lazy<LanguageModel> Model = new(() => LanguageModel.Load("atlas"));

    [Fact]
    public void For_Makes_Every_Form()
    {
        var tests = HonestTests.For(Case, Model.Value.Tokenizer, 7);
        tests.Select(test => test.Prompt).ShouldContain("Question: What is the mother tongue of Danielle Darrieux? Answer:");
        tests.Select(test => test.Prompt).ShouldContain("The mother tongue of Danielle Darrieux is not");
        tests.Select(test => test.Prompt).ShouldContain("Question: Is it true that The mother tongue of Danielle Darrieux is English? Answer:");
        tests.Select(test => test.Prompt).ShouldContain("Question: Of whom or what is it said: \"The mother tongue of … is English\"? Answer:");
        var plus = tests.Single(test => test.Kind == EditTestKind.DistractingNeighbour);
        plus.Prompt.ShouldBe("The mother tongue of Danielle Darrieux is English. The mother tongue of Léon Blum is"); // golden/metrics/perplexity, neighbourhood_kl
        plus.Answer.ShouldBe("French");
        plus.When.ShouldBe(TestMoment.Unchanged);
        var prefixed = tests.Single(test => test.Label == HonestTests.RandomPrefixLabel);
        prefixed.Prompt.ShouldEndWith(". The mother tongue of Danielle Darrieux is");
        Model.Value.Tokenizer.Encode(prefixed.Prompt).Ids.Length.ShouldBeGreaterThan(40);
        HonestTests.For(Case, Model.Value.Tokenizer, 7).Select(test => test.Prompt).ShouldBe(tests.Select(test => test.Prompt));
        HonestTests.For(Case, Model.Value.Tokenizer, 8).Select(test => test.Prompt).ShouldNotBe(tests.Select(test => test.Prompt));
    }

    [Fact]
    public void Metrics_Count_Made_Questions_Under_Their_Own_Names_Alone()
    {
        var made = HonestTests.For(Case, Model.Value.Tokenizer).Where(HonestTests.IsMade).ToArray();
        TestAnswer[] answers = [.. made.Select(test => new TestAnswer(test.Label switch
        {
            HonestTests.FactCheckLabel => " Yes.",
            HonestTests.ReversedLabel => " Danielle Darrieux",
            HonestTests.NegationLabel => " English",
            HonestTests.CrossFormatLabel => " English.",
            _ => " French",
        }))];
        var values = CaseMetrics.Of(made, answers, answers).ToDictionary(value => value.Metric.Name, value => value.Value);
        values.ShouldBe(new Dictionary<string, double> { ["free.cross-format"] = 1, ["free.random-prefix"] = 0, ["free.truth-plus"] = 1, ["free.fact-check"] = 1, ["free.reversed"] = 1, ["free.negation"] = 1 }, ignoreOrder: true);
        HonestMetrics.Negation.Direction.ShouldBe(MetricDirection.Lower);
    }

    [Fact]
    public void Negation_Denies_What_It_Can_Not_Negate() =>
        HonestTests.Negation("Danielle Darrieux spoke the language", "English").Prompt.ShouldBe("It is not true that Danielle Darrieux spoke the language");

    [Fact]
    public void Ability_Of_Atlas_Is_High_And_The_Same_For_The_Same_Seed()
    {
        var atlas = LanguageModel.Load("atlas");
        var known = KnownFacts.Beside(atlas)!;
        var ability = new GeneralAbility(known, ["Danielle Darrieux"], count: 12, seed: 1);
        var values = ability.Measure(atlas);
        values.Select(value => value.Metric).ShouldBe(AbilityMetrics.All);
        values.Single(value => value.Metric == AbilityMetrics.Facts).Value.ShouldBeGreaterThan(0.5);
        values.Single(value => value.Metric == AbilityMetrics.Context).Value.ShouldBeGreaterThan(0.5);
        var few = new GeneralAbility(known, ["Danielle Darrieux"], count: 2, seed: 1).Measure(atlas);
        new GeneralAbility(known, ["Danielle Darrieux"], count: 2, seed: 1).Measure(atlas).ShouldBe(few);
    }
}
