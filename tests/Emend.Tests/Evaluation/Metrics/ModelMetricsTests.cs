using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Metrics.Texts;
using Emend.Generation;

namespace Emend.Tests.Evaluation.Metrics;

public sealed class ModelMetricsTests
{
    private static readonly LanguageModel Pre = GoldenMetrics.Model("pre"), Post = GoldenMetrics.Model("post");

    private static readonly EditCase Case = new()
    {
        Id = "0",
        Source = new CaseSource("counterfact"),
        Edits = [new FactEdit { Subject = "Danielle Darrieux", Prompt = "The mother tongue of Danielle Darrieux is", TargetNew = new EditTarget("English") }],
        Tests =
        [
            new EditTest(EditTestKind.Neighbour, "The mother tongue of Léon Blum is", "French", "English"),
            new EditTest(EditTestKind.Generation, "Danielle Darrieux's mother tongue is"),
        ],
    };

    [Fact]
    public void OfNeighbours_Agrees_With_The_Reference()
    {
        // golden/metrics/perplexity, neighbourhood_kl, case 0
        var values = ModelMetrics.OfNeighbours(Pre, Post, Case);
        values.Select(value => value.Metric).ShouldBe([DistributionMetrics.NeighbourDivergence, DistributionMetrics.DistractedNeighbourDivergence]);
        values[0].Value.ShouldBe(0.2154066448597884, GoldenMetrics.FromModel);
        values[1].Value.ShouldBe(0.43521748700617424, GoldenMetrics.FromModel);
        ModelMetrics.OfNeighbours(Pre, Pre, Case).ShouldAllBe(value => value.Value == 0);
        ModelMetrics.OfNeighbours(Pre, Post, Case with { Tests = [] }).ShouldBeEmpty();
    }

    [Fact]
    public void OfTexts_Shows_No_Change_Of_A_Model_That_Did_Not_Change()
    {
        string[] texts = ["The official religion of Edwin of Northumbria is Christianity."];
        var values = ModelMetrics.OfTexts(Pre, Pre, texts);
        values[0].Value.ShouldBe(2.9505512252137778, 1e-4); // golden/metrics/perplexity, text 0
        values[0].Count.ShouldBe(14);
        values[1].Value.ShouldBe(0);
        ModelMetrics.OfTexts(Pre, Post, texts)[1].Value.ShouldBe(1.2024525327451157, GoldenMetrics.FromModel);
    }

    [Fact]
    public void OfWriting_Is_The_Same_For_The_Same_Seed()
    {
        var weights = TermWeights.Fit(["Danielle Darrieux's mother tongue is French.", "The capital is Paris."]);
        var values = ModelMetrics.OfWriting(Pre, Case.Tests, weights, ["Her mother tongue is French."], seed: 3);
        values.Select(value => value.Metric).ShouldBe([WritingMetrics.Fluency, WritingMetrics.Consistency]);
        values[0].Value.ShouldBeGreaterThan(0);
        values.ShouldBe(ModelMetrics.OfWriting(Pre, Case.Tests, weights, ["Her mother tongue is French."], seed: 3));
        ModelMetrics.OfWriting(Pre, [Case.Tests[0]]).ShouldBeEmpty();
    }

    [Fact]
    public void OfThoughts_Reads_What_Stands_Behind_The_Thoughts()
    {
        var atlas = LanguageModel.Load("atlas");
        var chain = Pretraining.AtlasFiles.World.Chains[0];
        var noun = Pretraining.AtlasFiles.World.Relations[chain.First.Relation].NounPhrase.Replace("{}", chain.First.Subject, StringComparison.Ordinal);
        var question = Pretraining.AtlasFiles.World.Relations[chain.Second.Relation].Questions[0].Replace("{}", noun, StringComparison.Ordinal);
        var test = new EditTest(EditTestKind.MultiHop, question) { Answers = [new AnswerSet(chain.Second.Object)] };
        new ThoughtPrompt().Ask(atlas, [question])[0].ShouldNotBeNull();
        ModelMetrics.OfThoughts(atlas, [test]).Single().Metric.ShouldBe(MquakeMetrics.MultiHopThoughts);
        ModelMetrics.OfThoughts(atlas, Case.Tests).ShouldBeEmpty();
        ThoughtPrompt.FewShot.For("Who?").ShouldEndWith("Answer: Africa.\nQuestion: Who? Thoughts:");
    }

    [Fact]
    public void Cases_Of_Other_Data_Sets_Get_Their_Own_Figures()
    {
        EditTest[] tests =
        [
            new(EditTestKind.Rewrite, "What university did Watts Humphrey attend?", "Trinity College", null),
            new(EditTestKind.Rephrase, "What university did Watts Humphrey take part in?", "Trinity College", null),
            new(EditTestKind.Locality, "nq question: who played desmond doss father in hacksaw ridge", "Hugo Weaving", null),
            new EditTest(EditTestKind.MultiHop, "Who leads it?") { Answers = [new AnswerSet("Bush", "George Bush")] },
            new EditTest(EditTestKind.MultiHop, "Who is the head of it?") { Answers = [new AnswerSet("Bush", "George Bush")] },
            new EditTest(EditTestKind.SingleHop, "What is it?") { Answers = [new AnswerSet("the US")], IsEdited = true },
            new EditTest(EditTestKind.ParaphraseCloze, "It is in") { Answers = [new AnswerSet("Rome")], When = TestMoment.Before },
            new EditTest(EditTestKind.ParaphraseCloze, "It lies in") { Answers = [new AnswerSet("Rome")], When = TestMoment.Before },
        ];
        TestAnswer[] answers =
        [
            new(" x", Scored([1, 2], [1, 2])), new(" x", Scored([1, 2], [1, 9])), new(" x", Scored([3, 4], [3, 4])),
            new(" George Bush."), new(" Obama"), new(" the US"), new(" Rome, as ever"), new(" Milan"),
        ];
        var values = CaseMetrics.Of(tests, answers, answers).ToDictionary(value => value.Metric.Name, value => value.Value);
        values["zsre.efficacy"].ShouldBe(1);
        values["zsre.paraphrase"].ShouldBe(0.5);
        values["zsre.specificity"].ShouldBe(1);
        values["mend.es"].ShouldBe(0.5);
        values["mend.acc"].ShouldBe(1);
        values["mquake.multi-hop"].ShouldBe(1);
        values["mquake.multi-hop.mean"].ShouldBe(0.5);
        values["mquake.multi-hop.all"].ShouldBe(0);
        values["mquake.instance-wise"].ShouldBe(1);
        values["mquake.hop-wise"].ShouldBe(1);
        values["mquake.edit-wise"].ShouldBe(0); // Watts Humphrey's university
        values["pararel.consistency"].ShouldBe(0);
        values["pararel.accuracy"].ShouldBe(1);
    }

    private static Scored Scored(int[] ids, int[] best) => new(ids, new float[ids.Length], best);
}
