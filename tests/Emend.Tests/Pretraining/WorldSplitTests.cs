using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class WorldSplitTests
{
    private static readonly WorldSplit Split = new(AtlasFiles.World, new SplitRecipe());

    [Fact]
    public void Constructor_HoldsOutAboutTheAskedShares()
    {
        var facts = AtlasFiles.World.Facts;
        Share(Split.HoldsOutPattern).ShouldBe(0.5, 0.04);
        Share(Split.HoldsOutQuestion).ShouldBe(0.3, 0.04);
        Share(Split.HoldsOutContext).ShouldBe(0.2, 0.04);

        double Share(Func<KnownFact, bool> holds) => facts.Count(holds) / (double)facts.Count;
    }

    [Fact]
    public void TrainingCases_ContainNoHeldOutPair()
    {
        var held = Split.HeldOutChains.ToHashSet();
        foreach (var one in Split.TrainingCases)
        {
            for (var i = 1; i < one.Hops.Count; i++)
                held.ShouldNotContain((one.Hops[i - 1], one.Hops[i]));
        }

        Split.TrainingCases.Count.ShouldBeGreaterThan(100);
        Split.HeldOutCases.Count.ShouldBeGreaterThan(80);
        Split.HeldOutChains.Count.ShouldBeGreaterThan(250);
    }

    [Fact]
    public void Holdout_AnotherSalt_MakesAnIndependentChoice()
    {
        var (one, two) = (new Holdout("a", 0.5), new Holdout("b", 0.5));
        var both = AtlasFiles.World.Facts.Count(fact => one.Holds(fact.Subject) && two.Holds(fact.Subject));
        (both / (double)AtlasFiles.World.Facts.Count).ShouldBe(0.25, 0.05);
    }
}
