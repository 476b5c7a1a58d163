using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

public sealed class TraceCommandTests : IDisposable
{
    private const string Prompt = "The mother tongue of [Danielle Darrieux] is";

    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task A_Prompt_Is_Traced_And_Written_In_Every_Form()
    {
        (await emend.RunAsync("trace", Prompt, "--samples", "3", "--window", "2", "--severed", "--json", "--out", "t.svg", "--out", "t.html", "--out", "t.json", "--out", "t.safetensors")).ShouldBe(0);
        var report = JsonDocument.Parse(emend.Output).RootElement;
        report.GetProperty("schema").GetInt32().ShouldBe(1);
        report.GetProperty("answer").GetProperty("text").GetString()!.Trim().ShouldBe("French");
        report.GetProperty("expected").GetString().ShouldBe("French");
        report.GetProperty("correct").GetBoolean().ShouldBeTrue();
        report.GetProperty("highScore").GetDouble().ShouldBeGreaterThan(report.GetProperty("lowScore").GetDouble());
        var tokens = report.GetProperty("tokens").EnumerateArray().ToList();
        string.Concat(tokens.Where(token => token.GetProperty("subject").GetBoolean()).Select(token => token.GetProperty("text").GetString())).Trim().ShouldBe("Danielle Darrieux");
        foreach (var kind in new[] { "state", "mlp", "attn" })
            report.GetProperty("scores").GetProperty(kind).GetArrayLength().ShouldBe(tokens.Count);
        report.GetProperty("severed").GetProperty("mlp").GetArrayLength().ShouldBe(report.GetProperty("scores").GetProperty("state")[0].GetArrayLength());

        JsonDocument.Parse(Read("t.json")).RootElement.GetProperty("prompt").GetString().ShouldBe("The mother tongue of Danielle Darrieux is");
        Read("t.svg").ShouldStartWith("<svg xmlns=");
        System.Xml.Linq.XDocument.Parse(Read("t.svg")).Root!.Name.LocalName.ShouldBe("svg");
        Read("t.html").ShouldStartWith("<!DOCTYPE html>");
        Read("t.html").ShouldNotContain("<script");
        File.Exists(Path.Combine(emend.Folder, "t.safetensors")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_Heat_Map_Is_Drawn_In_The_Terminal()
    {
        (await emend.RunAsync("trace", Prompt, "--samples", "2", "--kind", "state")).ShouldBe(0);
        emend.Output.ShouldContain("Restoring one state after a corrupted subject");
        emend.Output.ShouldContain("*");
        emend.Output.ShouldContain("p(French)");
        emend.Error.ShouldContain("2 samples, noise 3s");
    }

    [Fact]
    public async Task A_Wrong_Answer_Is_Said()
    {
        (await emend.RunAsync("trace", Prompt, "--samples", "1", "--kind", "state", "--expect", "Klingon")).ShouldBe(3);
        emend.Error.ShouldContain("but what was expected is \"Klingon\"");
    }

    [Fact]
    public async Task Facts_Are_Averaged_And_Wrong_Ones_Left_Out()
    {
        emend.Write("facts.json", """
            [{"known_id": 0, "subject": "Danielle Darrieux", "attribute": "French", "template": "The mother tongue of {} is", "prompt": "The mother tongue of Danielle Darrieux is"},
             {"known_id": 1, "subject": "Danielle Darrieux", "attribute": "Klingon", "template": "The mother tongue of {} is", "prompt": "The mother tongue of Danielle Darrieux is"}]
            """);
        (await emend.RunAsync("trace", "--dataset", "known_1000", "--data", "facts.json", "--samples", "2", "--kind", "state,mlp", "--severed", "--json", "--out", "a.html", "--out", "a.svg", "--out", "a.safetensors")).ShouldBe(0);
        var report = JsonDocument.Parse(emend.Output).RootElement;
        (report.GetProperty("traced").GetInt32(), report.GetProperty("wrong").GetInt32()).ShouldBe((1, 1));
        report.GetProperty("roles").GetArrayLength().ShouldBe(6);
        report.GetProperty("window").GetInt32().ShouldBe(2, "a third of the six layers");
        report.GetProperty("ate").GetProperty("mean").GetDouble().ShouldBeGreaterThan(0);
        report.GetProperty("tables").GetProperty("mlp").GetProperty("aie").GetArrayLength().ShouldBe(6);
        Read("a.html").ShouldContain("Average indirect effect of MLPs");
    }

    [Theory]
    [InlineData("trace needs a prompt")]
    [InlineData("marks no subject", "The mother tongue of Danielle Darrieux is")]
    [InlineData("has no {} in its place", "The mother tongue is", "--subject", "Danielle")]
    [InlineData("there is no kind heads", Prompt, "--kind", "heads")]
    [InlineData("The window is 0", Prompt, "--window", "0")]
    [InlineData("The number of samples is 0", Prompt, "--samples", "0")]
    [InlineData("The noise \"loud\" is not known", Prompt, "--noise", "loud")]
    [InlineData("it is not clear what to write", Prompt, "--out", "picture.png")]
    [InlineData("there is no folder", Prompt, "--out", "nowhere/t.svg")]
    [InlineData("There is no set of facts zsre", "--dataset", "zsre")]
    [InlineData("--limit is 0", "--dataset", "known_1000", "--limit", "0")]
    [InlineData("exclude each other", Prompt, "--dataset", "known_1000")]
    public async Task Wrong_Usage_Is_Named(string sentence, params string[] arguments)
    {
        (await emend.RunAsync(["trace", .. arguments])).ShouldBe(2);
        emend.Error.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("""[{"prompt": "Paris is in", "subject": "Rome", "attribute": "France"}]""", "the subject of entry 0, \"Rome\", does not stand in its prompt")]
    [InlineData("""[{"prompt": "Paris is in", "subject": "Paris"}]""", "entry 0 has no text in the field attribute")]
    [InlineData("""{"facts": []}""", "is no list of facts")]
    [InlineData("""[{"prompt": """, "is not valid JSON")]
    [InlineData("""[{"prompt": "Paris is in", "subject": "Paris", "attribute": "Klingon"}]""", "answers none of the 1 facts")]
    public async Task A_Broken_File_Of_Facts_Is_Refused(string content, string sentence)
    {
        emend.Write("facts.json", content);
        (await emend.RunAsync("trace", "--dataset", "known_1000", "--data", "facts.json", "--noise", "0.1")).ShouldBe(1);
        emend.Error.ShouldContain(sentence);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(emend.Folder, name));
}
