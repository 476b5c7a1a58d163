using System.Text.Json;

namespace Emend.Cli.Tests;

/// <summary>What only shows when the command is a process: interruption from outside, and two of them at one ledger.</summary>
public sealed class CommandProcessTests : IDisposable
{
    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Edit_Interrupted_LeavesNothingBehind()
    {
        if (OperatingSystem.IsWindows()) return; // there the console sends Ctrl+C to the whole group, the tests included
        using var endless = CommandProcess.Start(emend.Folder, "edit", EditedLedger.Prompt, "English", "--set", "steps=1000000", "--set", "lossThreshold=-1");
        while (endless.Worked < TimeSpan.FromSeconds(2)) await Task.Delay(20);

        endless.Interrupt();
        var (code, output, error) = await endless.EndAsync();

        code.ShouldBe(ExitCode.Interrupted, error);
        output.ShouldBeEmpty();
        error.ShouldNotContain("   at ", Case.Sensitive, "no stack trace");
        (await emend.RunAsync("ask", EditedLedger.Text, "--json")).ShouldBe(ExitCode.Done);
        emend.Output.ShouldContain("French");
        (await emend.RunAsync("edit", EditedLedger.Prompt, "English")).ShouldBeOneOf(ExitCode.Done, ExitCode.CheckMissed);
    }

    [Fact]
    public async Task Edits_Of_Two_Processes_Both_Stand_Or_One_Says_Why_Not()
    {
        string[] facts = [EditedLedger.Prompt, "English", "[Danielle Darrieux] spoke the language", "Dutch"];
        using var first = CommandProcess.Start(emend.Folder, "edit", facts[0], facts[1]);
        using var second = CommandProcess.Start(emend.Folder, "edit", facts[2], facts[3]);
        var ends = await Task.WhenAll(first.EndAsync(), second.EndAsync());

        var committed = ends.Count(end => end.Code is ExitCode.Done or ExitCode.CheckMissed);
        committed.ShouldBeGreaterThan(0);
        foreach (var end in ends.Where(end => end.Code is not (ExitCode.Done or ExitCode.CheckMissed)))
        {
            end.Code.ShouldBe(ExitCode.Failed, end.Error);
            end.Error.ShouldContain("Another process");
        }

        (await emend.RunAsync("log", "--json")).ShouldBe(ExitCode.Done);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("commits").GetArrayLength().ShouldBe(committed);
    }
}
