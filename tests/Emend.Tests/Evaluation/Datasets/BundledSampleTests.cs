using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Pretraining;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>The samples that ship with Emend are about facts that the bundled model was taught.</summary>
public sealed class BundledSampleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "assets");

    [Fact]
    public void CounterFact_AsksForFactsOfTheBundledModel()
    {
        var world = World.Load(Path.Combine(Folder, "atlas"));
        var cases = DatasetList.Find("counterfact").Read(Path.Combine(Folder, "datasets", "counterfact.json.gz")).ToList();
        cases.Count.ShouldBe(869);
        foreach (var one in cases)
        {
            var edit = one.Edits.ShouldHaveSingleItem();
            world.Find(edit.Subject!, edit.Relation!)!.Object.ShouldBe(edit.TargetOld!.Text);
            world.Relations[edit.Relation!].Patterns.ShouldContain(edit.Template!);
            one.ToRequests().ShouldHaveSingleItem().Text.ShouldBe(edit.Prompt);
            one.Tests.Count(test => test.Kind == EditTestKind.Neighbour).ShouldBeInRange(1, 10);
            one.Tests.ShouldAllBe(test => test.Against != null);
        }
    }

    [Fact]
    public void Mquake_AsksForChainsOfTheBundledModel()
    {
        var cases = DatasetList.Find("mquake-cf").Read(Path.Combine(Folder, "datasets", "mquake-cf.json.gz")).ToList();
        cases.Count.ShouldBe(144);
        cases.ShouldAllBe(one => one.ToRequests().Count > 0 && one.Tests.Count(test => test.Kind == EditTestKind.MultiHop) == 3);
    }
}
