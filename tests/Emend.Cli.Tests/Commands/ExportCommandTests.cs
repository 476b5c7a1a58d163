using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

[Collection(EditedLedgerCollection.Name)]
public sealed class ExportCommandTests(EditedLedger ledger) : IDisposable
{
    private readonly EmendCommand emend = ledger.Copy();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task A_Checkpoint_Answers_As_The_Edited_Model()
    {
        (await emend.RunAsync("export", "corrected", "--json")).ShouldBe(0);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("edits").EnumerateArray().Single().GetString().ShouldBe(ledger.Commit);
        (await emend.RunAsync("ask", EditedLedger.Prompt, "-q", "-m", "corrected", "-l", "none")).ShouldBe(0);
        emend.Output.ShouldStartWith(EditedLedger.Text + " English");
    }

    [Fact]
    public async Task An_Adapter_And_An_Edit_File_Are_Written()
    {
        (await emend.RunAsync("export", "adapter", "--adapter", "--edits", "all.safetensors")).ShouldBe(0);
        File.Exists(Path.Combine(emend.Folder, "adapter", "adapter_config.json")).ShouldBeTrue();
        Edit.Load(Path.Combine(emend.Folder, "all.safetensors")).Deltas.Single().Rank.ShouldBe(1);
    }

    [Theory]
    [InlineData(2, "There is nowhere to write to", "export")]
    [InlineData(2, "--adapter needs a folder", "export", "--adapter", "--edits", "a.safetensors")]
    [InlineData(1, "The ledger has no commit", "export", "corrected", "--at", "abcdef0")]
    public async Task Bad_Input_Gets_One_Sentence(int code, string sentence, params string[] arguments)
    {
        (await emend.RunAsync(arguments)).ShouldBe(code);
        emend.Error.ShouldContain(sentence);
    }
}
