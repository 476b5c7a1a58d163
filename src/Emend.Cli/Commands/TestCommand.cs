using System.CommandLine;
using System.Text;
using System.Xml;
using Emend.Cli.Editing;
using Emend.Cli.Output;

namespace Emend.Cli.Commands;

/// <summary><c>emend test</c>: asks every committed fact and every probe again.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML, for continuous integration.", HelpName = "FILE" };
        var command = new TaughtCommand("test", "Ask every committed fact and every probe again; exit code 3 if one fails.",
            "emend test",
            "emend test --junit results.xml")
        { junit };
        command.Explanation = "Unit tests for knowledge: each edit in force brings its fact, other wordings, and the neighbours and facts that shall stay. What a later edit replaced on purpose is left out.";
        command.SetAction((result, cancel) => Task.FromResult(Run(Invocation.From(result), result.GetValue(junit), cancel)));
        return command;
    }

    private static int Run(Invocation invocation, string? junit, CancellationToken cancel)
    {
        var working = WorkingModel.Open(invocation);
        var ledger = working.RequireLedger();
        var results = Retest.Ask(working.Current(), Retest.Questions(ledger, working.Edits), cancel);
        var failed = results.Where(question => !question.Passed).ToList();
        if (junit is not null) WriteJUnit(invocation.FullPath(junit), results, id => ledger[id].Title);
        if (invocation.Json)
        {
            JsonReport.Write(invocation.Terminal.Text, new TestReport(JsonReport.Schema, results.Count - failed.Count, failed.Count, results), JsonReport.Readable.TestReport);
        }
        else
        {
            var shown = invocation.Terminal.Verbose ? results : failed;
            if (shown.Count > 0) invocation.Terminal.Output.Write(TestTable.Draw(shown, id => ledger.Shorten(ledger[id])));
            invocation.Terminal.Text.WriteLine(results.Count == 0
                ? "No edit is in force: there is nothing to ask."
                : $"{results.Count - failed.Count} passed, {failed.Count} failed, of {working.Edits.Count} {(working.Edits.Count == 1 ? "edit" : "edits")} in force.");
        }

        return failed.Count == 0 ? ExitCode.Done : ExitCode.CheckMissed;
    }

    private static void WriteJUnit(string path, IReadOnlyList<TestReport.Question> results, Func<string, string> title)
    {
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        writer.WriteStartElement("testsuites");
        foreach (var suite in results.GroupBy(question => question.Commit))
        {
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", title(suite.Key));
            writer.WriteAttributeString("id", suite.Key);
            writer.WriteAttributeString("tests", XmlConvert.ToString(suite.Count()));
            writer.WriteAttributeString("failures", XmlConvert.ToString(suite.Count(question => !question.Passed)));
            foreach (var question in suite)
            {
                writer.WriteStartElement("testcase");
                writer.WriteAttributeString("classname", question.Kind);
                writer.WriteAttributeString("name", question.Prompt);
                if (!question.Passed)
                {
                    writer.WriteStartElement("failure");
                    writer.WriteAttributeString("message", $"expected {question.Expected}, but the model answers {question.Answer}");
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
