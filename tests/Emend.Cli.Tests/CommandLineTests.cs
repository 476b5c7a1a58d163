namespace Emend.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public async Task Help_Lists_The_Commands_And_Ends_Well()
    {
        (await emend.RunAsync("--help")).ShouldBe(0);
        emend.Output.ShouldContain("Usage: emend COMMAND [options]");
        emend.Output.ShouldContain("  config ");
        emend.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_Arguments_Print_Help()
    {
        (await emend.RunAsync()).ShouldBe(0);
        emend.Output.ShouldContain("Commands:");
    }

    [Theory]
    [InlineData("confg", "emend: There is no command confg: did you mean config?")]
    [InlineData("config --thread 3", "emend: There is no option --thread: did you mean --threads?")]
    [InlineData("config --threads many", "emend: Cannot parse argument 'many' for option '--threads'.")]
    [InlineData("config --threads 0", "emend: threads is 0 (option --threads): give a whole number of at least 1.")]
    [InlineData("config again", "emend: config does not expect \"again\": put a text of several words in quotes.")]
    public async Task Wrong_Usage_Says_What_To_Type(string arguments, string sentence)
    {
        (await emend.RunAsync(arguments.Split(' '))).ShouldBe(2);
        emend.Error.ShouldStartWith(sentence);
        emend.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_Command_Has_A_Help_With_An_Example()
    {
        foreach (var command in CommandLine.CreateRoot().Subcommands)
        {
            (await emend.RunAsync(command.Name, "--help")).ShouldBe(0);
            emend.Output.ShouldContain("Examples:", customMessage: command.Name);
            emend.Output.ShouldContain($"  emend {command.Name}", customMessage: command.Name);
        }
    }
}
