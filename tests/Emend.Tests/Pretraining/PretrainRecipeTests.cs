using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class PretrainRecipeTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Load_FieldsLeftOut_KeepTheirDefaults()
    {
        var recipe = Read("""{ "steps": 12, "model": { "layers": 3 }, "splits": { "question": { "salt": "q", "share": 0.1 } } }""");
        recipe.ShouldBe(new PretrainRecipe { Steps = 12, Model = new ModelShape { Layers = 3 }, Splits = new SplitRecipe { Question = new Holdout("q", 0.1) } });
    }

    [Fact]
    public void Load_WhatToJsonWrote_IsTheSame()
    {
        var recipe = new PretrainRecipe { Seed = 9, Corpus = new CorpusRecipe { NewFactDocuments = 0.25 } };
        Read(recipe.ToJson()).ShouldBe(recipe);
    }

    [Fact]
    public void Load_TheBundledRecipe_Works() =>
        PretrainRecipe.Load(Path.Combine(AtlasFiles.Folder, "recipe.json")).Vocabulary.ShouldBe(4096);

    [Theory]
    [InlineData("""{ "stepz": 12 }""", "stepz")]
    [InlineData("""{ "rows": 5, "parts": 4 }""", "5 rows cannot be divided")]
    [InlineData("""{ "model": { "width": 10, "heads": 4 } }""", "cannot be divided among 4 heads")]
    [InlineData("""{ "vocabulary": 100 }""", "need 257")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{", "is not a recipe")]
    public void Load_WhatMakesNoSense_IsRefused(string json, string message) =>
        Should.Throw<InvalidDataException>(() => Read(json)).Message.ShouldContain(message);

    [Fact]
    public void Load_NoFile_SaysSo() =>
        Should.Throw<FileNotFoundException>(() => PretrainRecipe.Load("no-such-recipe.json")).Message.ShouldContain("no-such-recipe.json");

    private PretrainRecipe Read(string json)
    {
        File.WriteAllText(path, json);
        return PretrainRecipe.Load(path);
    }
}
