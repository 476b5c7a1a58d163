using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

public sealed class StatsCommandTests : IDisposable
{
    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Stats_Are_Collected_Over_Ones_Own_Text()
    {
        emend.Write("text.txt", string.Join('\n', Enumerable.Range(0, 400).Select(i => $"The mother tongue of number {i} is {i * 7919 % 1000}.")));
        (await emend.RunAsync("stats", "--layers", "0-1,3", "--text", "text.txt", "--tokens", "4000", "--out", "stats.safetensors", "--json")).ShouldBe(0);
        var file = JsonDocument.Parse(emend.Output).RootElement.GetProperty("files").EnumerateArray().Single();
        file.GetProperty("layers").EnumerateArray().Select(layer => layer.GetInt32()).ShouldBe([0, 1, 3]);
        file.GetProperty("tokens").GetInt64().ShouldBeInRange(4000, 6100);
        file.GetProperty("relativeError").GetDouble().ShouldBeInRange(1e-4, 1);
        file.GetProperty("tokensForOnePercent").GetInt64().ShouldBePositive();

        (await emend.RunAsync("edit", EditedLedger.Prompt, "English", "--set", "layer=1", "--set", "steps=2", "--statistics", "stats.safetensors", "--dry-run", "--json")).ShouldBeOneOf(0, 3);
        (await emend.RunAsync("edit", EditedLedger.Prompt, "English", "--set", "layer=2", "--statistics", "stats.safetensors")).ShouldBe(1);
        emend.Error.ShouldContain("There are no second moments of layer 2");
    }

    [Fact]
    public async Task A_Long_Line_Counts_Up_To_The_Context_And_The_Rest_Is_Named()
    {
        var sentences = Enumerable.Range(0, 400).Select(i => $"The mother tongue of number {i} is {i * 7919 % 1000}.").ToArray();
        emend.Write("text.txt", string.Join(' ', sentences) + "\n" + string.Join('\n', sentences));
        (await emend.RunAsync("stats", "--layers", "1", "--text", "text.txt", "--out", "stats.safetensors", "--json")).ShouldBe(0);
        var file = JsonDocument.Parse(emend.Output).RootElement.GetProperty("files").EnumerateArray().Single();
        var all = LanguageModel.Load("atlas").Tokenizer.Encode(string.Join(' ', sentences)).Count;
        file.GetProperty("leftOut").GetInt64().ShouldBe(all - 128);
        emend.Error.ShouldContain($"{all - 128} tokens were left out: 1 text is longer than the 128 tokens that atlas reads at once.");

        emend.Write("text.txt", string.Join('\n', sentences));
        (await emend.RunAsync("stats", "--layers", "1", "--text", "text.txt", "--out", "stats.safetensors")).ShouldBe(0);
        emend.Error.ShouldNotContain("left out");
    }

    [Theory]
    [InlineData("--layers", "8-3")]
    [InlineData("--layers", "two")]
    [InlineData("--tokens", "0")]
    public async Task Wrong_Usage_Is_Named(string option, string value)
    {
        (await emend.RunAsync("stats", option, value)).ShouldBe(2);
        emend.Error.ShouldContain($"{option} {(option == "--tokens" ? "is " : "")}{value}");
    }

    [Fact]
    public async Task List_Is_A_Document_Even_If_Empty()
    {
        (await emend.RunAsync("stats", "list", "--json")).ShouldBe(0);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("files").ValueKind.ShouldBe(JsonValueKind.Array);
    }
}
