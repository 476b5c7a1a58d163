using Emend.Evaluation.Cases;
using Emend.Evaluation.Runs;
using Emend.Tests.Evaluation.Metrics;
using Xunit.Abstractions;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>A run holds the figures of its cases, a few hundred bytes each, and nothing else of them.</summary>
[Collection(Alone.Name)]
public sealed class RunMemoryTests(ITestOutputHelper output)
{
    private const int Few = 50, Many = 500;
    private const long AllowedForEachCase = 15_000; // a case carries two texts of 20,000 bytes; its figures take a few hundred, and what happens to be under way when the heap is looked at was up to 10,000

    private static readonly string Text = string.Concat(Enumerable.Repeat("a text that a case carries along, ", 300)); // 10 kB that must not stay

    [Theory]
    [InlineData(RunProtocol.Single, 1)]
    [InlineData(RunProtocol.Batch, 20)]
    [InlineData(RunProtocol.Sequential, 20)]
    public async Task RunAsync_OfTenTimesAsManyCases_NeedsHardlyMoreMemory(RunProtocol protocol, int batch)
    {
        await RunAsync(protocol, batch, Few); // what is made once for a process

        var few = HeapWatch.Growth(() => RunAsync(protocol, batch, Few).GetAwaiter().GetResult());
        var many = Math.Min(Growth(), Growth()); // what stays is there both times, what is under way is not

        output.WriteLine($"{protocol}: {few / 1e6:0.00} MB for {Few} cases, {many / 1e6:0.00} MB for {Many}");
        (many - few).ShouldBeLessThan((Many - Few) * AllowedForEachCase);

        long Growth() => HeapWatch.Growth(() => RunAsync(protocol, batch, Many).GetAwaiter().GetResult());
    }

    private static async Task RunAsync(RunProtocol protocol, int batch, int cases)
    {
        using var run = new TestRun();
        var model = GoldenMetrics.Model("pre");
        var plan = TestRun.Plan(protocol, batch, cases) with { Model = model.Name, ModelHash = model.Hash };
        var summary = await new EvaluationRun(model, new RunMethod("made-up", plan.Options, (_, _) => MadeUpEditor.DoingNothing), plan, Enumerable.Range(0, cases).Select(Case), run.Folder).RunAsync();
        summary.Cases.ShouldBe(cases);
    }

    private static EditCase Case(int index) => new()
    {
        Id = $"{index}",
        Index = index,
        Source = new CaseSource("made here"),
        Edits = [new FactEdit { Subject = $"Person {index}", Template = "The mother tongue of {} is", Prompt = $"The mother tongue of Person {index} is", TargetNew = new EditTarget("English"), TargetOld = new EditTarget("French"), Passage = Text + index }],
        Tests =
        [
            new EditTest(EditTestKind.Rewrite, $"The mother tongue of Person {index} is", "English", "French"),
            new EditTest(EditTestKind.Neighbour, $"The mother tongue of Neighbour {index} is", "French", "English"),
        ],
        Notes = [Text + index],
    };
}
