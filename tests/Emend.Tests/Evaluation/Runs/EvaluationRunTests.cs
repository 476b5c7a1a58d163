using System.Runtime.InteropServices;
using System.Text.Json;
using Emend.Editing;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Evaluation.Metrics;
using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Runs;
using Emend.Models;
using Emend.Proof;
using Emend.Tensors.Operations;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>What a run measures, on the bundled model and with methods whose effect is known.</summary>
public sealed class EvaluationRunTests
{
    [Theory]
    [InlineData(RunProtocol.Single, 1, RunMeasures.All)]
    [InlineData(RunProtocol.Batch, 4, RunMeasures.All & ~RunMeasures.Writing)]
    [InlineData(RunProtocol.Sequential, 1, RunMeasures.All & ~RunMeasures.Writing)]
    public async Task RunAsync_OfAMethodThatDoesNothing_ChangesNothing(RunProtocol protocol, int batch, RunMeasures measures)
    {
        using var run = new TestRun();

        var summary = await run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(protocol, batch, 6, 3) with { Measures = measures });

        summary.Cases.ShouldBe(6);
        summary.Known.ShouldBe(6, "the cases are facts that the model knows");
        string[] expected =
        [
            "free.efficacy", "free.cross-format", "free.random-prefix", "free.truth-plus", "free.negation", "free.reversed", "free.fact-check", "counterfact.es", "counterfact.ns-plus",
            "ability.facts", "ability.context", "ability.copying", "text.perplexity", "text.kl.text", "text.kl.neighbours", "text.kl.neighbours-plus",
            .. measures.HasFlag(RunMeasures.Writing) ? new[] { "writing.fluency", "writing.consistency" } : [],
        ];
        expected.Except(summary.Metrics.Select(figure => figure.Name)).ShouldBeEmpty();
        foreach (var figure in summary.Metrics)
        {
            figure.After.Mean.ShouldBe(figure.Before.Mean, figure.Name);
            (figure.AtEnd ?? figure.Before).Mean.ShouldBe(figure.Before.Mean, 1e-12, figure.Name); // the mean of equal numbers is rounded
            (figure.Change?.Mean ?? 0).ShouldBe(0, 1e-12, figure.Name);
        }

        summary["text.kl.text"]!.After.Mean.ShouldBe(0);
        summary["text.kl.neighbours"]!.After.Mean.ShouldBe(0);

        summary.PerplexityAfter.ShouldBe(summary.PerplexityBefore);
        summary["free.efficacy"]!.Prompted!.Mean.ShouldBeGreaterThan(0.5, "the model believes the fact in its prompt");
    }

    [Theory]
    [InlineData(RunProtocol.Single)]
    [InlineData(RunProtocol.Sequential)]
    public async Task RunAsync_TakesDivergenceFromTheQuestions_AsFromPassesOfItsOwn(RunProtocol protocol)
    {
        using var run = new TestRun();
        var plan = TestRun.Plan(protocol, limit: 3) with { Measures = RunMeasures.Honest | RunMeasures.Divergence };

        await run.RunAsync(model => MadeUpEditor.Nudging(model, 2), plan);

        var state = TestRun.Model;
        foreach (var (line, one) in RunFolder.ReadCases(run.Folder).Zip(TestRun.Cases))
        {
            state = (protocol == RunProtocol.Single ? TestRun.Model : state).With(await MadeUpEditor.Nudging(protocol == RunProtocol.Single ? TestRun.Model : state, 2).EditAsync(one.ToRequests()));
            var expected = ModelMetrics.OfNeighbours(TestRun.Model, state, one);
            expected.Count.ShouldBe(2);
            foreach (var value in expected)
            {
                value.Value.ShouldBeGreaterThan(1e-6);
                line.After[value.Metric.Name].ShouldBe(value.Value, (1e-4 * value.Value) + 1e-6, value.Metric.Name);
                line.Before[value.Metric.Name].ShouldBe(0);
            }
        }
    }

    [Fact]
    public async Task RunAsync_OfAMethodThatLearnsThePromptByHeart_ExposesIt()
    {
        using var run = new TestRun();
        var plan = TestRun.Plan(limit: 6) with { Measures = RunMeasures.Honest };
        var further = new FurtherQuestions(TestRun.Model, plan, KnownFacts.Beside(TestRun.Model));
        var prompts = TestRun.Cases.Select(further.Add).SelectMany(one => one.Tests).Select(test => test.Prompt).Distinct().ToList();

        var learner = new HeartLearner(TestRun.Model, prompts);

        var summary = await run.RunAsync(_ => learner, plan);

        summary["counterfact.es"]!.After.Mean.ShouldBe(1, "the published figure in the edit's own words is perfect");
        summary["free.generality"]!.After.Mean.ShouldBeLessThan(0.1, "but the fact was not learnt");
        summary["free.generality"]!.Prompted!.Mean.ShouldBeGreaterThan(0.5, "and could have been");
        summary["free.cross-format"]!.After.Mean.ShouldBeLessThan(0.2);
        summary["free.cross-format"]!.Prompted!.Mean.ShouldBeGreaterThan(0.5);
        summary["free.random-prefix"]!.After.Mean.ShouldBeLessThan(0.2);
    }

    [Fact]
    public async Task RunAsync_OfMultiHopQuestions_AsksThemWithAndWithoutThoughts()
    {
        using var run = new TestRun();
        var cases = MultiHop().ToList();
        var plan = TestRun.Plan(limit: 6) with { Measures = RunMeasures.Thoughts };

        var summary = await new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, (_, _) => MadeUpEditor.DoingNothing), plan, cases, run.Folder).RunAsync();

        summary["mquake.multi-hop"]!.Before.Count.ShouldBe(6);
        summary["mquake.multi-hop.cot"]!.Before.Count.ShouldBe(6);
        summary["mquake.edit-wise"]!.Before.Mean.ShouldBeLessThan(0.5, "the model has not been told the new facts");
        summary.Known.ShouldNotBeNull();
        summary["mquake.multi-hop.cot"]!.Prompted!.Mean.ShouldBeGreaterThan(summary["mquake.multi-hop.cot"]!.Before.Mean, "it reasons with the fact in front of it");
        RunFolder.ReadCases(run.Folder).SelectMany(line => line.Tests).Where(test => test.Made == "thoughts").ShouldAllBe(test => test.Before.Thoughts!.Length > 0);
    }

    [Fact]
    public async Task RunAsync_BehindExamples_SharesThemAmongTheQuestions()
    {
        using var run = new TestRun();
        var plan = TestRun.Plan(limit: 2) with { Measures = RunMeasures.None, MultiHop = MultiHopForm.Examples.Plan };
        var form = MultiHopForm.Examples with { AnswerExamples = "Q: What is the capital of France? A: Paris\n" }; // Atlas reads 128 tokens at once

        var summary = await new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, (_, _) => MadeUpEditor.DoingNothing), plan, MultiHop(), run.Folder) { MultiHop = form }.RunAsync();

        summary.Cut.ShouldBe(0);
        summary["mquake.multi-hop"].ShouldNotBeNull();
        summary["mquake.multi-hop.cot"].ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_ScoresWhatAMethodRefuses_AsTheUneditedModel()
    {
        using var run = new TestRun();
        var calls = 0;
        var summary = await run.RunAsync(
            _ => new MadeUpEditor(_ => Interlocked.Increment(ref calls) % 2 == 0 ? throw new FormatException("I can not.") : []), TestRun.Plan(limit: 4));

        summary.Failed.ShouldBe(2);
        summary.Alarms.ShouldContain(alarm => alarm.StartsWith("2 cases could not be edited", StringComparison.Ordinal));
        RunFolder.ReadCases(run.Folder).Count(line => line.Failure == "I can not." && line.After["counterfact.es"] == line.Before["counterfact.es"]).ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_OfAMethodThatChangesTheModelItself_Stops()
    {
        var place = TestRun.Model.Weights[WeightRole.MlpDown, 1];
        var own = TestRun.Model.Weight(place.Name).ToFloat32();
        var copy = Tensors.Tensor.From(own.ToArray(), own.Shape);
        var model = TestRun.Model.With(new Dictionary<string, Tensors.Tensor> { [place.Name] = copy });
        using var run = new TestRun();
        var editor = new MadeUpEditor(_ =>
        {
            var values = copy.Values;
            MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(values), values.Length)[7] += 1;
            return [WeightDelta.Full(place.Name, Tensors.Tensor.From(new float[own.Count], own.Shape))];
        });

        var evaluation = new EvaluationRun(model, new RunMethod("made-up", TestRun.Plan().Options, (_, _) => editor), TestRun.Plan(limit: 2), TestRun.Cases, run.Folder);

        (await Should.ThrowAsync<InvalidOperationException>(() => evaluation.RunAsync())).Message.ShouldContain(place.Name);
    }

    [Fact]
    public async Task RunAsync_OfASequence_AsksAllEarlierCasesAtCheckpoints()
    {
        using var run = new TestRun();

        var summary = await run.RunAsync(model => MadeUpEditor.Nudging(model, 0.5f), TestRun.Plan(RunProtocol.Sequential, limit: 7, checkpoints: [1, 4]));

        summary.Checkpoints.Select(at => at.Cases).ShouldBe([1, 4, 7]);
        summary.Checkpoints[1].Metrics["free.truth"].Count.ShouldBe(4);
        var steps = RunFolder.ReadSteps(run.Folder).ToList();
        steps.Select(step => step.Edits).ShouldBe(Enumerable.Range(1, 7));
        steps[^1].Weights[0].Drift.ShouldBeGreaterThan(steps[0].Weights[0].Drift, "nothing is restored");
    }

    [Fact]
    public async Task RunAsync_OfASequence_HandsOnWhatEditsCarry()
    {
        using var run = new TestRun();
        var plan = TestRun.Plan(RunProtocol.Sequential, limit: 4);
        var seen = new List<int>();
        var method = new RunMethod("made-up", plan.Options, (_, earlier) =>
        {
            seen.Add(earlier.SelectMany(edit => edit.Carry).Sum(carried => carried.Value.Shape[0]));
            return new CarryingEditor();
        });

        await new EvaluationRun(TestRun.Model, method, plan, TestRun.Cases, run.Folder).RunAsync();

        seen.ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task RunAsync_WithSnippets_ComparesWhatIsWrittenWithThem()
    {
        using var run = new TestRun();
        var one = TestRun.Cases[0];
        var (relation, target) = (one.Edits[0].Relation!, one.Edits[0].TargetNew!.Text);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        var plan = TestRun.Plan(limit: 1) with { Measures = RunMeasures.Writing };
        try
        {
            // the texts hold every word that Atlas could write of it, and one that it never does
            File.WriteAllText(path, JsonSerializer.Serialize(new[] { new { relation_id = relation, target_id = target, samples = new[] { new { name = one.Edits[0].Subject!, text = $"{one.Edits[0].Prompt} {target}." }, new { name = "another", text = "zyzzyva" } } } }));

            var summary = await Run(path);

            var consistency = summary["writing.consistency"]!.Before.Mean;
            consistency.ShouldBeInRange(0.05, 0.999);
            summary["writing.essence"]!.Before.Mean.ShouldBe(TextScores.Of(TestRun.Model, [$"{one.Edits[0].Prompt} {target}."], TextScores.PublishedLength)[0].PublishedPerplexity, 1e-3);

            File.WriteAllText(path, File.ReadAllText(path).Replace(relation, "P0", StringComparison.Ordinal));
            Directory.Delete(run.Folder, recursive: true);
            (await Should.ThrowAsync<InvalidOperationException>(() => Run(path))).Message.ShouldContain("no text for any case");
        }
        finally
        {
            File.Delete(path);
        }

        Task<RunSummary> Run(string file) => new EvaluationRun(TestRun.Model, new RunMethod("made-up", plan.Options, (_, _) => MadeUpEditor.DoingNothing), plan, TestRun.Cases, run.Folder)
        {
            Snippets = cancel => AttributeSnippets.Read(file, cancel: cancel),
        }.RunAsync();
    }

    [Fact]
    public async Task RunAsync_WithShuffle_DrawsTheSameCasesForASeed()
    {
        using var run = new TestRun();
        await run.RunAsync(_ => MadeUpEditor.DoingNothing, TestRun.Plan(limit: 5) with { Shuffle = true, Seed = 11 });
        var drawn = RunFolder.ReadCases(run.Folder).Select(line => line.Id).ToList();

        drawn.ShouldBe(CaseSelection.Of(TestRun.Cases, 5, shuffle: true, seed: 11).Select(one => one.Id));
        drawn.ShouldNotBe(TestRun.Cases.Take(5).Select(one => one.Id));
        drawn.Distinct().Count().ShouldBe(5);
    }

    private static IEnumerable<EditCase> MultiHop() =>
        DatasetList.Find("mquake-cf").Read(Path.Combine(Assets.Root, "assets", "datasets", "mquake-cf.json.gz"), new DatasetOptions());

    private sealed class CarryingEditor : IEditor
    {
        public string Method => "made-up";

        public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) => Task.FromResult(
            new Edit(new EditRecord { Method = Method, Requests = requests }, [], [new CarriedTensor("made-up.keys.0", Tensors.Tensor.From([1f, 2f], [1, 2]), CarriedKind.Rows)]));
    }
}
