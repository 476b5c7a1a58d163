using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

[Collection(EditedLedgerCollection.Name)]
public sealed class AskCommandTests(EditedLedger ledger) : IDisposable
{
    private readonly EmendCommand emend = ledger.Copy();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Ask_Applies_The_Edits_Of_The_Ledger()
    {
        (await emend.RunAsync("ask", EditedLedger.Prompt)).ShouldBe(0);
        emend.Output.ShouldStartWith(EditedLedger.Text + " English");
        emend.Error.ShouldContain("1 edit applied");
    }

    [Fact]
    public async Task Ask_Without_Edits_Gives_The_Original_Answer()
    {
        (await emend.RunAsync("ask", EditedLedger.Prompt, "--original", "-q")).ShouldBe(0);
        emend.Output.ShouldStartWith(EditedLedger.Text + " French");
        emend.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Json_Has_The_Names_That_Scripts_Rely_On()
    {
        (await emend.RunAsync("ask", "The mother tongue of {} is", "--subject", "Danielle Darrieux", "--json", "--top", "3", "--tokens", "4", "--compare")).ShouldBe(0);
        var report = JsonDocument.Parse(emend.Output).RootElement;
        report.GetProperty("schema").GetInt32().ShouldBe(1);
        report.GetProperty("prompt").GetString().ShouldBe(EditedLedger.Text);
        report.GetProperty("completion").GetString()!.Trim().ShouldStartWith("English");
        report.GetProperty("stopped").GetString().ShouldBeOneOf("endOfText", "maximumTokens");
        report.GetProperty("edits").EnumerateArray().Single().GetString().ShouldBe(ledger.Commit);
        var top = report.GetProperty("top").EnumerateArray().ToList();
        top.Count.ShouldBe(3);
        top[0].GetProperty("token").GetString().ShouldBe(" English");
        top[0].GetProperty("id").GetInt32().ShouldBeGreaterThan(0);
        top.Select(one => one.GetProperty("probability").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
        report.GetProperty("original").GetProperty("completion").GetString()!.Trim().ShouldStartWith("French");
    }

    [Fact]
    public async Task Sampling_Depends_On_The_Seed_Alone()
    {
        string[] arguments = ["ask", "The", "--sample", "--temperature", "2", "--tokens", "20", "--top", "0", "-q"];
        await emend.RunAsync([.. arguments, "--seed", "5"]);
        var first = emend.Output;
        await emend.RunAsync([.. arguments, "--seed", "5", "--threads", "1"]);
        emend.Output.ShouldBe(first);
        await emend.RunAsync([.. arguments, "--seed", "6"]);
        emend.Output.ShouldNotBe(first);
    }

    [Theory]
    [InlineData(2, "The prompt is empty", "ask", " ")]
    [InlineData(2, "is not closed: add the missing ].", "ask", "The mother tongue of [Danielle")]
    [InlineData(2, "has no {} in its place", "ask", "The mother tongue of X is", "--subject", "Y")]
    [InlineData(2, "--original and --compare exclude each other", "ask", "a", "--original", "--compare")]
    [InlineData(2, "--tokens is -1: give a whole number of at least 0.", "ask", "a", "--tokens=-1")]
    [InlineData(1, "The ledger has no commit 'abcdef'", "ask", "a", "--at", "abcdef")]
    [InlineData(2, "HEAD~7 goes back further", "ask", "a", "--at", "HEAD~7")]
    [InlineData(1, "is not on this machine", "ask", "a", "-m", "no/such-model")]
    public async Task Bad_Input_Gets_One_Sentence(int code, string sentence, params string[] arguments)
    {
        (await emend.RunAsync(arguments)).ShouldBe(code);
        emend.Output.ShouldBeEmpty();
        emend.Error.ShouldStartWith("emend: ");
        emend.Error.ShouldContain(sentence);
        emend.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_Prompt_Longer_Than_The_Context_Is_Refused()
    {
        (await emend.RunAsync("ask", string.Join(' ', Enumerable.Repeat("word", 3000)))).ShouldBe(1);
        emend.Error.ShouldContain("the context of atlas holds");
    }

    [Fact]
    public async Task Literal_Brackets_Are_Doubled()
    {
        (await emend.RunAsync("ask", "The list [[a]] of", "--json")).ShouldBe(0);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("prompt").GetString().ShouldBe("The list [a] of");
    }
}
