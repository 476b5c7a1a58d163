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
