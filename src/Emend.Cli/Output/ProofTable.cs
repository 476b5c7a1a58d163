using Emend.Proof;
using Spectre.Console;

namespace Emend.Cli.Output;

/// <summary>Draws the checks of an edit: what was asked, what the model said before and after, whether that passes.</summary>
internal static class ProofTable
{
    /// <summary>Each kind of check in words, in the order in which they are shown.</summary>
    private static readonly (string Kind, string Title)[] Kinds =
    [
        (QuestionKind.Rewrite, "the prompt itself"),
        (QuestionKind.Rephrase, "in other words"),
        (QuestionKind.Distracted, "after other text"),
        (QuestionKind.Neighbour, "neighbours"),
        (QuestionKind.OwnFact, "other facts of the subject"),
        (QuestionKind.KnownFact, "known facts"),
        (QuestionKind.Perplexity, "perplexity"),
    ];

    public static string Title(string kind) => Array.Find(Kinds, pair => pair.Kind == kind).Title ?? kind;

    /// <summary>Every check in a row of its own, kinds together.</summary>
    public static Table Draw(IReadOnlyList<EditCheck> checks)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "asked", "before", "after", "");
        foreach (var group in InOrder(checks))
        {
            var title = Title(group.Key);
            foreach (var check in group)
            {
                table.AddRow($"[grey]{title}[/]", Markup.Escape(check.Prompt), Said(check, check.Before), Said(check, check.After), Verdict(check));
                title = "";
            }
        }

        return table;
    }

    /// <summary>One row for each kind: how many pass.</summary>
    public static Table Summary(IReadOnlyList<EditCheck> checks)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("passed").RightAligned());
        foreach (var group in InOrder(checks))
        {
            var passed = group.Count(check => check.Passed);
            table.AddRow(Title(group.Key), $"[{(passed == group.Count() ? "green" : "red")}]{passed} of {group.Count()}[/]");
        }

        return table;
    }

    private static IEnumerable<IGrouping<string, EditCheck>> InOrder(IReadOnlyList<EditCheck> checks) =>
        checks.GroupBy(check => check.Kind).OrderBy(group => Array.FindIndex(Kinds, pair => pair.Kind == group.Key));

    /// <summary>The answer, and how probable the expected one was.</summary>
    private static string Said(EditCheck check, EditAnswer? answer)
    {
        if (answer is null) return "";
        if (check.Kind == QuestionKind.Perplexity) return answer.Answer;
        return AnswerText.Matches(answer.Answer, check.Expected)
            ? $"[bold]{Markup.Escape(answer.Answer)} [grey]{100 * answer.Probability:0} %[/][/]"
            : $"{Markup.Escape(answer.Answer)} [grey]({Markup.Escape(check.Expected)} {100 * answer.Probability:0} %)[/]";
    }

    private static string Verdict(EditCheck check) => check.Passed ? "[green]ok[/]" : "[red]missed[/]";
}
