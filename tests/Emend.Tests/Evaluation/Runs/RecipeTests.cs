using Emend.Evaluation.Datasets;
using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>The experiments that ship with Emend are sound, and others are refused with a reason.</summary>
public sealed class RecipeTests
{
    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Path.Combine(Assets.Root, "recipes"), "*.json").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Read_TakesEveryRecipeThatShips(string file)
    {
        var recipe = Recipe.Read(Path.Combine(Assets.Root, "recipes", file));

        recipe.Title.ShouldNotBeEmpty();
        recipe.Published.ShouldAllBe(figure => figure.Protocol.Length > 0 && figure.Source.Length > 0);
        if (recipe.Trace.Count > 0)
            return;
        recipe.Known.ShouldNotBeEmpty("some method can be run");
        if (recipe.Dataset == "known")
            return; // the model's own facts, which are no file
        var dataset = DatasetList.Find(recipe.Dataset!);
        if (recipe.Variant is not null)
            dataset.Variants.Select(variant => variant.Name).ShouldContain(recipe.Variant);
        else
            (dataset.Variants.Count == 0 || dataset.DefaultVariant is not null).ShouldBeTrue("a variant must be named");
        (recipe.StandIn is not null || File.Exists(Path.Combine(Assets.Root, "assets", "datasets", recipe.Dataset + ".json.gz"))).ShouldBeTrue("it runs without a download");
    }

    [Fact]
    public void Read_NamesTheMethodsThatAreMissing()
    {
        var recipe = Read("""{ "title": "t", "description": "d", "source": "s", "dataset": "counterfact", "methods": [{ "name": "rome" }, { "name": "a-method-of-the-future" }] }""");

        recipe.Known.Select(method => method.Name).ShouldBe(["rome"]);
        recipe.Missing.ShouldBe(["a-method-of-the-future"]);
    }

    [Theory]
    [InlineData("""{ "title": "t", "description": "d", "source": "s", "dataset": "counterfact", "methods": [] }""", "names no methods")]
    [InlineData("""{ "title": "t", "description": "d", "source": "s", "methods": [{ "name": "rome" }] }""", "names no dataset")]
    [InlineData("""{ "title": "t", "description": "d", "source": "s", "dataset": "counterfact", "methods": [{ "name": "rome" }], "batchs": [1] }""", "batchs")]
    [InlineData("""{ "title": "t", "description": "d", "source": "s", "dataset": "counterfact", "methods": [{ "name": "rome" }], "batches": [0] }""", "less than one")]
    [InlineData("[", "is no recipe")]
    public void Read_RefusesWhatIsNoRecipe(string text, string reason) => Should.Throw<FormatException>(() => Read(text)).Message.ShouldContain(reason);

    private static Recipe Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return Recipe.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
