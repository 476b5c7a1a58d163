using System.Text.Json;
using System.Xml.Linq;
using Emend.Ledger;

namespace Emend.Cli.Tests.Commands;

/// <summary><c>log</c>, <c>show</c>, <c>diff</c>, <c>test</c> and <c>revert</c> on a ledger with one edit.</summary>
[Collection(EditedLedgerCollection.Name)]
public sealed class LedgerCommandsTests(EditedLedger ledger) : IDisposable
{
    private readonly EmendCommand emend = ledger.Copy();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Log_Lists_Commits()
    {
        (await emend.RunAsync("log")).ShouldBe(0);
        emend.Output.ShouldContain(ledger.Commit[..7]);
        emend.Output.ShouldContain("Danielle Darrieux");
        emend.Output.ShouldContain("for the tests");
        emend.Output.ShouldContain("in force");
        var entry = (await JsonAsync("log")).GetProperty("commits").EnumerateArray().Single();
        entry.GetProperty("commit").GetString().ShouldBe(ledger.Commit);
        entry.GetProperty("kind").GetString().ShouldBe("edit");
        entry.GetProperty("inForce").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Show_Tells_One_Edit_Whole()
    {
        (await emend.RunAsync("show", ledger.Commit[..8])).ShouldBe(0);
        emend.Output.ShouldContain(ledger.Commit);
        emend.Output.ShouldContain("the prompt itself");
        var shown = await JsonAsync("show");
        shown.GetProperty("checks").GetArrayLength().ShouldBe(ledger.Report.GetProperty("checks").GetArrayLength());
        shown.GetProperty("requests")[0].GetProperty("target").GetString().ShouldBe("English");
        shown.GetProperty("weights")[0].GetProperty("rank").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Diff_Finds_What_The_Edit_Changed()
    {
        var diff = await JsonAsync("diff", "original");
        diff.GetProperty("from").GetString().ShouldBe("original");
        diff.GetProperty("asked").GetInt32().ShouldBeGreaterThan(300);
        diff.GetProperty("differences").EnumerateArray()
            .ShouldContain(one => one.GetProperty("prompt").GetString() == EditedLedger.Text && one.GetProperty("to").GetProperty("answer").GetString() == "English");
        diff.GetProperty("weights").EnumerateArray().Single().GetProperty("relativeNorm").GetDouble().ShouldBeGreaterThan(0);

        var same = await JsonAsync("diff", "HEAD", "HEAD");
        same.GetProperty("differences").GetArrayLength().ShouldBe(0);
        same.GetProperty("weights").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Test_Asks_Again_And_Agrees_With_The_Proof()
    {
        var expected = ledger.Report.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("kind").GetString() != "perplexity").ToList();
        var failed = expected.Count(check => !check.GetProperty("passed").GetBoolean());
        var report = await JsonAsync(failed == 0 ? 0 : 3, "test", "--junit", "junit.xml");
        report.GetProperty("failed").GetInt32().ShouldBe(failed);
        report.GetProperty("passed").GetInt32().ShouldBe(expected.Count - failed);
        var suite = XDocument.Load(Path.Combine(emend.Folder, "junit.xml")).Root!.Elements("testsuite").Single();
        suite.Attribute("tests")!.Value.ShouldBe($"{expected.Count}");
        suite.Descendants("failure").Count().ShouldBe(failed);
    }

    [Fact]
    public async Task Revert_Takes_Back_And_Reverting_That_Puts_In_Force_Again()
    {
        var original = await AnswerAsync("--original");
        (await emend.RunAsync("revert", ledger.Commit[..7], "--note", "wrong source")).ShouldBe(0);
        emend.Output.ShouldContain("the model is the original, bit for bit");
        (await AnswerAsync()).ShouldBe(original);
        (await emend.RunAsync("log")).ShouldBe(0);
        emend.Output.ShouldContain("taken back");
        (await JsonAsync("diff", "original")).GetProperty("weights").GetArrayLength().ShouldBe(0);

        (await emend.RunAsync("revert", ledger.Commit[..7])).ShouldBe(1);
        emend.Error.ShouldContain("was taken back already");

        (await JsonAsync("revert", "HEAD")).GetProperty("inForce").GetArrayLength().ShouldBe(1);
        (await AnswerAsync()).ShouldNotBe(original);
        (await AnswerAsync("--at", "HEAD~1")).ShouldBe(original);
    }

    [Fact]
    public async Task Revert_Rechecks_And_Rebase_Recomputes_What_Came_Later()
    {
        (await emend.RunAsync("edit", "[Blaise Pascal] is a native speaker of", "German")).ShouldBeOneOf(0, 3);
        var later = (await JsonAsync("log")).GetProperty("commits")[0].GetProperty("commit").GetString();
        (await emend.RunAsync("revert", "HEAD~1", "--json")).ShouldBeOneOf(0, 3);
        var plain = JsonDocument.Parse(emend.Output).RootElement;
        plain.GetProperty("later").EnumerateArray().Single().GetString().ShouldBe(later);
        plain.GetProperty("checks").GetArrayLength().ShouldBeGreaterThan(5);
        plain.GetProperty("rebased").GetArrayLength().ShouldBe(0);

        (await emend.RunAsync("revert", "HEAD")).ShouldBeOneOf(0, 3);
        (await emend.RunAsync("revert", ledger.Commit, "--rebase", "--json")).ShouldBeOneOf(0, 3);
        var rebase = JsonDocument.Parse(emend.Output).RootElement;
        rebase.GetProperty("rebased").EnumerateArray().Single().GetProperty("from").GetString().ShouldBe(later);
        rebase.GetProperty("inForce").EnumerateArray().Single().GetString().ShouldBe(rebase.GetProperty("rebased")[0].GetProperty("to").GetString());
        (await emend.RunAsync("ask", "Blaise Pascal is a native speaker of", "-q")).ShouldBe(0);
        emend.Output.ShouldStartWith("Blaise Pascal is a native speaker of German");
    }

    [Fact]
    public async Task Rebase_Computes_With_What_The_Edit_Was_Given()
    {
        var templates = emend.Write("templates.json", "[\"{}\", \"So it is. {}\"]");
        var statistics = emend.Write("moments.safetensors", "");
        File.Copy(Path.Combine(LanguageModel.FolderOf("atlas"), "second-moments.safetensors"), statistics, overwrite: true);
        (await emend.RunAsync("edit", "[Blaise Pascal] is a native speaker of", "German", "--templates", templates, "--statistics", statistics, "--seed", "5")).ShouldBeOneOf(0, 3);

        (await emend.RunAsync("revert", ledger.Commit, "--rebase")).ShouldBe(1);
        emend.Error.ShouldContain("give that file with --statistics");
        (await JsonAsync("log")).GetProperty("commits").GetArrayLength().ShouldBe(2, "nothing was taken back");

        (await emend.RunAsync("revert", ledger.Commit, "--rebase", "--statistics", statistics, "--json")).ShouldBeOneOf(0, 3);
        var to = JsonDocument.Parse(emend.Output).RootElement.GetProperty("rebased")[0].GetProperty("to").GetString()!;
        var reopened = EditLedger.Open(Path.Combine(emend.Folder, ".emend"));
        var record = reopened.Load(reopened[to]).Record;
        record.Templates.ShouldBe(["{}", "So it is. {}"]);
        record.Seed.ShouldBe(5);
    }

    [Fact]
    public async Task A_Ledger_Refuses_Another_Models_Weights()
    {
        var other = Path.Combine(AppContext.BaseDirectory, "Golden", "models", "gpt2");
        (await emend.RunAsync("ask", "a", "-m", other)).ShouldBe(1);
        emend.Error.ShouldContain("has other weights");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("show")]
    [InlineData("test")]
    [InlineData("diff", "original")]
    [InlineData("revert", "HEAD")]
    public async Task Without_A_Ledger_There_Is_One_Sentence(params string[] arguments)
    {
        using var empty = new EmendCommand();
        (await empty.RunAsync(arguments)).ShouldBe(1);
        empty.Error.ShouldStartWith("emend: There is no ledger in");
    }

    private Task<JsonElement> JsonAsync(params string[] arguments) => JsonAsync(0, arguments);

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        (await emend.RunAsync([.. arguments, "--json"])).ShouldBe(code);
        return JsonDocument.Parse(emend.Output).RootElement;
    }

    private async Task<string> AnswerAsync(params string[] options)
    {
        (await emend.RunAsync(["ask", EditedLedger.Prompt, "-q", .. options])).ShouldBe(0);
        return emend.Output;
    }
}
