using System.Text.Json;

namespace Emend.Cli.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Config_Prefers_Option_Then_Environment_Then_Project_Then_User_Then_Default()
    {
        var user = emend.Write(".config/emend/emend.json", """{ "seed": 5, "threads": 5, "method": "ft", "model": "users" }""");
        var project = emend.Write("emend.json", """{ "seed": 4, "threads": 4, "model": "projects" }""");
        emend.Set("EMEND_SEED", "3");
        emend.Set("EMEND_THREADS", "3");

        (await emend.RunAsync("config", "--json", "--seed", "2")).ShouldBe(0);

        var settings = JsonDocument.Parse(emend.Output).RootElement.GetProperty("settings").EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!, s => (s.GetProperty("value").GetString(), s.GetProperty("source").GetString()));
        settings["seed"].ShouldBe(("2", "option --seed"));
        settings["threads"].ShouldBe(("3", "EMEND_THREADS"));
        settings["model"].ShouldBe(("projects", project));
        settings["method"].ShouldBe(("ft", user));
        settings["ledger"].Item1.ShouldBeNull();
    }

    [Fact]
    public async Task Global_Options_Work_Before_And_After_The_Command()
    {
        (await emend.RunAsync("--json", "--seed", "7", "config")).ShouldBe(0);
        var before = emend.Output;
        (await emend.RunAsync("config", "--seed", "7", "--json")).ShouldBe(0);
        emend.Output.ShouldBe(before);
    }

    [Fact]
    public async Task Config_Finds_The_Project_Upwards()
    {
        var path = emend.Write("emend.json", """{ "seed": 9 }""");
        emend.Within = Directory.CreateDirectory(Path.Combine(emend.Folder, "a", "b")).FullName;
        (await emend.RunAsync("config")).ShouldBe(0);
        emend.Output.ShouldContain(path);
    }

    [Theory]
    [InlineData("""{ "sed": 1 }""", "sets sed, which is no setting: did you mean seed?")]
    [InlineData("""{ "seed": true }""", "sets seed to something that is neither a text nor a number.")]
    [InlineData("""{ "seed": """, "is not valid JSON")]
    [InlineData("[]", "is not a JSON object of settings.")]
    public async Task A_Wrong_File_Is_Refused_With_Its_Name(string text, string sentence)
    {
        var path = emend.Write("emend.json", text);
        (await emend.RunAsync("config")).ShouldBe(2);
        emend.Error.ShouldContain(path);
        emend.Error.ShouldContain(sentence);
    }
}
