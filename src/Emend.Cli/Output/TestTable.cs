using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Draws questions that were asked again.</summary>
internal static class TestTable
{
    public static Table Draw(IEnumerable<TestReport.Question> questions, Func<string, string> shorten)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("commit", "", "asked", "expected", "answer", "");
        foreach (var question in questions)
        {
            table.AddRow(
                $"[yellow]{shorten(question.Commit)}[/]", $"[grey]{ProofTable.Title(question.Kind)}[/]", Markup.Escape(question.Prompt), Markup.Escape(question.Expected),
                $"{Markup.Escape(question.Answer)} [grey]{100 * question.Probability:0} %[/]", question.Passed ? "[green]ok[/]" : "[red]missed[/]");
        }

        return table;
    }
}
