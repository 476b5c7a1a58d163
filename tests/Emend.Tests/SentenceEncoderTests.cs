using System.Text.Json;
using Emend.Tests.Files;
using Emend.Tests.Models;

namespace Emend.Tests;

/// <summary>
/// The embeddings of all-MiniLM-L6-v2, whose 90 MB are not in the repository: with
/// <c>EMEND_SENTENCE_ENCODER=folder</c>, the model's own or that of the Python package that carries it, they are
/// compared with the reference; the layout of such a package is tried with a small model in any case.
/// </summary>
public sealed class SentenceEncoderTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Embed_Gives_The_Vectors_Of_The_Reference_Where_The_Model_Is_Given()
    {
        var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "sentence_encoder", "golden.json"))).RootElement;
        var items = golden.GetProperty("items").EnumerateArray().ToList();
        items.Count.ShouldBe(6);
        if (Environment.GetEnvironmentVariable("EMEND_SENTENCE_ENCODER") is not { Length: > 0 } folder)
            return;
        var model = EncoderModel.Load(folder);
        var vectors = model.Embed(model.Tokenize([.. items.Select(item => item.GetProperty("text").GetString()!)])); // [rows, width]
        for (var row = 0; row < items.Count; row++)
        {
            model.Tokenizer.Encode(items[row].GetProperty("text").GetString()!, special: true).Ids
                .ShouldBe(items[row].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            var expected = items[row].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            var actual = vectors.Values.Slice(row * expected.Length, expected.Length).ToArray();
            actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan((float)(Tolerance * expected.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Load_Finds_The_Model_In_The_Folder_Of_A_Python_Package()
    {
        using var folder = new TemporaryFolder();
        var source = GoldenModel.FolderOf("bert_sentence");
        var model = Path.Combine(folder, "package", "model");
        Directory.CreateDirectory(Path.Combine(model, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "package", "__init__.py"), "");
        File.WriteAllText(Path.Combine(model, "1_Pooling", "config.json"), "{}");
        foreach (var path in Directory.GetFiles(source))
            File.Copy(path, Path.Combine(model, Path.GetFileName(path)));
        foreach (var given in (string[])[Path.Combine(folder, "package"), folder, model])
            EncoderModel.Load(given).Hash.ShouldBe(EncoderModel.Load(source).Hash);

        Directory.CreateDirectory(Path.Combine(folder, "package", "other"));
        foreach (var path in Directory.GetFiles(source))
            File.Copy(path, Path.Combine(folder, "package", "other", Path.GetFileName(path)));
        Should.Throw<FileNotFoundException>(() => EncoderModel.Load(Path.Combine(folder, "package"))).Message.ShouldContain("config.json");
    }
}
