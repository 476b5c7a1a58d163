using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class WorldTests
{
    [Fact]
    public void Load_ReadsTheBundledWorld()
    {
        var world = AtlasFiles.World;
        world.Facts.Count.ShouldBe(3256);
        world.Find("Danielle Darrieux", "P103")!.Object.ShouldBe("French");
        world.Cases.Count.ShouldBeGreaterThan(300);
        world.Chains.Count.ShouldBeGreaterThan(2000);
        world.Facts.Select(fact => fact.Id).ShouldBe(Enumerable.Range(0, world.Facts.Count));
    }

    [Fact]
    public void Relations_HaveNoPatternThatIsAProperPrefixOfAnother()
    {
        var patterns = AtlasFiles.World.Relations.Values.SelectMany(relation => relation.Patterns.Append(relation.HeldoutPattern)).ToArray();
        var collisions = from prefix in patterns from pattern in patterns where AmbiguousPrompts.IsProperPrefix(prefix, pattern) select (prefix, pattern);
        collisions.ShouldBeEmpty();
    }

    [Fact]
    public void Relations_HaveThePlaceOfTheSubjectInEveryWording()
    {
        foreach (var relation in AtlasFiles.World.Relations.Values)
        {
            foreach (var wording in relation.Patterns.Concat(relation.Questions).Append(relation.HeldoutPattern).Append(relation.NounPhrase))
                wording.Split("{}").Length.ShouldBe(2, wording);
        }
    }

    [Fact]
    public void Constructor_PatternThatIsAPrefixOfAnother_IsRefused()
    {
        var relations = new Dictionary<string, Relation>(TinyWorld.Relations);
        relations["P19"] = relations["P19"] with { Patterns = ["{} was born in", "{} was born in the city of"] };
        var error = Should.Throw<InvalidDataException>(() => new World(TinyWorld.Create().Facts, relations, [], []));
        error.Message.ShouldContain("proper prefix");
    }

    [Fact]
    public void Constructor_PromptThatAsksForTwoObjects_IsRefused()
    {
        var relations = new Dictionary<string, Relation>(TinyWorld.Relations);
        relations["P30"] = relations["P17"] with { Name = "continent" };
        KnownFact[] facts =
        [
            new() { Id = 0, Subject = "Arda", Relation = "P17", Object = "Ostia" },
            new() { Id = 1, Subject = "Arda", Relation = "P30", Object = "Asia" },
        ];
        Should.Throw<InvalidDataException>(() => new World(facts, relations, [], [])).Message.ShouldContain("asks for two objects");
    }

    [Fact]
    public void Constructor_SecondFactOfASubjectAndRelation_IsRefused()
    {
        var fact = new KnownFact { Id = 0, Subject = "Arda", Relation = "P17", Object = "Ostia" };
        Should.Throw<InvalidDataException>(() => new World([fact, fact with { Id = 1 }], TinyWorld.Relations, [], [])).Message.ShouldContain("keep one");
    }
}
