using Emend.Editing.Emmet;
using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.Methods;

public sealed class ModelDefaultsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void For_TakesTheMethodsOptions_AndThoseOfEveryMethodThatItHas()
    {
        var model = Model("""{"every": {"klPrompts": ["{} is", "{} was"], "normConstraint": 3}, "memit": {"layers": [0, 2], "lambda": 7, "klPosition": "last"}}""");
        var options = MemitDefaults.For(model);
        options.Layers.ShouldBe([0, 2]);
        options.Lambda.ShouldBe(7);
        options.KlPrompts.ShouldBe(["{} is", "{} was"]);
        EmmetDefaults.For(model).KlPrompts.ShouldBe(["{} is a"], "the file says nothing of emmet");
    }

    [Fact]
    public void For_NamesTheFile_ThatIsMalformed() =>
        Should.Throw<InvalidDataException>(() => MemitDefaults.For(Model("""{"memit": {"layer": 1}}"""))).Message.ShouldContain(ModelDefaults.FileName);

    private LanguageModel Model(string settings)
    {
        var from = new GoldenEdits("gpt2", "memit").Model.Folder;
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, folder[Path.GetFileName(file)]);
        File.WriteAllText(folder[ModelDefaults.FileName], settings);
        return LanguageModel.Load(Path.GetDirectoryName(folder["config.json"])!);
    }
}
