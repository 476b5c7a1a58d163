using System.IO.Compression;
using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

public sealed class TokenizeCommandTests : IDisposable
{
    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Theory]
    [InlineData("gpt2")]
    [InlineData("bytebpe-prefix-space")]
    public async Task Lines_Have_The_Form_And_The_Values_Of_The_Reference(string name)
    {
        // origin: Golden/tokenizers, made with the Python package tokenizers 0.23.3
        ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers", name + ".zip"), emend.Folder);
        var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(emend.Folder, "golden.json"))).RootElement;
        var expected = golden.GetProperty("items").EnumerateArray().Concat(golden.TryGetProperty("pairs", out var pairs) ? pairs.EnumerateArray() : []).ToList();
        var input = string.Join('\n', expected.Select(item => item.TryGetProperty("pair", out var pair)
            ? $$"""{"text":{{item.GetProperty("text").GetRawText()}},"pair":{{pair.GetRawText()}}}"""
            : $$"""{"text":{{item.GetProperty("text").GetRawText()}}}"""));

        (await emend.RunAsync(["tokenize", "--jsonl", "-m", emend.Folder], input, CancellationToken.None)).ShouldBe(0);

        var lines = emend.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(expected.Count);
        foreach (var (line, item) in lines.Zip(expected))
        {
            foreach (var field in item.EnumerateObject()) JsonElement.DeepEquals(line.GetProperty(field.Name), field.Value).ShouldBeTrue($"{field.Name} of {item}");
            line.GetProperty("special").GetProperty("ids").GetArrayLength().ShouldBe(line.GetProperty("special").GetProperty("special_tokens_mask").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_Text_Is_Shown_As_A_Table_And_As_One_Document()
    {
        (await emend.RunAsync("tokenize", "The mother tongue")).ShouldBe(0);
        emend.Output.ShouldContain("Ġmother");
        (await emend.RunAsync("tokenize", "The mother tongue", "--json")).ShouldBe(0);
        var document = JsonDocument.Parse(emend.Output).RootElement;
        document.GetProperty("schema").GetInt32().ShouldBe(1);
        document.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()).ShouldBe(["ĠThe", "Ġmother", "Ġtongue"]);
    }

    [Theory]
    [InlineData("""{"txt": "a"}""", "Line 1 is not of the form")]
    [InlineData("""{"text": null}""", "Line 1 has null as its text")]
    [InlineData("\n{\"text\":", "Line 2 is not of the form")]
    public async Task A_Bad_Line_Is_Named(string input, string sentence)
    {
        (await emend.RunAsync(["tokenize", "--jsonl"], input, CancellationToken.None)).ShouldBe(1);
        emend.Error.ShouldStartWith("emend: " + sentence);
    }

    [Fact]
    public async Task No_Text_Is_Wrong_Usage()
    {
        (await emend.RunAsync("tokenize")).ShouldBe(2);
        emend.Error.ShouldContain("There is no text");
    }
}
