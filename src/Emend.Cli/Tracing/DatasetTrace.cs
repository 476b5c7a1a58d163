using System.Text.Json;
using Emend.Cli.Output;
using Emend.Proof;
using Emend.Tracing;

namespace Emend.Cli.Tracing;

/// <summary>Traces many facts and averages.</summary>
internal static class DatasetTrace
{
    private const int AskedTogether = 64;
    private const string AllFacts = "facts";

    /// <summary>The sets of facts.</summary>
    public static IReadOnlyList<string> Names { get; } = [FactBank.KnownThousand, AllFacts];

    public static int Run(Invocation invocation, TraceOrder order, string name, int? limit, CancellationToken cancel)
    {
        if (!Names.Contains(name)) throw new UsageException($"There is no set of facts {name}: {Nearest.Suggestion(name, Names)}");
        if (limit < 1) throw new UsageException($"--limit is {limit}: give a whole number of at least 1.");
        var working = WorkingModel.Open(invocation);
        var model = order.Original ? working.Original : working.Current();
        var bank = order.Facts(invocation, model, onlyKnownThousand: name == FactBank.KnownThousand);
        var tracer = order.Tracer(invocation, model);
        var averages = new TraceAverages(model.Architecture.Layers, order.Options);
        var wrong = 0;
        using (var line = invocation.Terminal.Progress())
        {
            foreach (var asked in bank.Facts.Chunk(AskedTogether).TakeWhile(_ => averages.Count < (limit ?? int.MaxValue)))
            {
                var answers = Asker.Ask(model, [.. asked.Select(fact => new Question(QuestionKind.KnownFact, fact.Prompt, fact.Attribute))], cancel);
                foreach (var (fact, answer) in asked.Zip(answers))
                {
                    cancel.ThrowIfCancellationRequested();
                    if (averages.Count == limit) break;
                    if (!AnswerText.Matches(answer.Answer, fact.Attribute))
                    {
                        wrong++;
                        continue;
                    }

                    averages.Add(tracer.Trace(TracePrompt.Find(model.Tokenizer, fact.Prompt, fact.Subject), cancel: cancel));
                    line.Show($"{averages.Count} facts traced{(limit is null ? $" of {bank.Facts.Count}" : $" of {limit}")}, {wrong} not known");
                }
            }
        }

        if (averages.Count == 0)
            throw new InvalidOperationException($"{model.Name} answers none of the {wrong} facts of {bank.Name} rightly: there is nothing to trace.");
        var report = AverageReport.Of(averages, model.Name, bank.Name, wrong, order.Noise.ToString());
        TraceOutput.Write(
            invocation, order.Outputs, () => AverageChart.Draw(averages).ToString(), () => AverageChart.Page(averages, model.Name, $"facts that the model knows (--dataset {bank.Name}); {wrong} others were left out"),
            () => JsonSerializer.Serialize(report, JsonReport.Readable.AverageReport), file => AverageFile.Save(file, averages));
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.AverageReport);
        else Print(invocation.Terminal, averages);
        invocation.Terminal.Note($"{averages.Count} facts of {bank.Name} traced; {wrong} more were left out, because the model answers them otherwise.");
        return ExitCode.Done;
    }

    private static void Print(Terminal terminal, TraceAverages averages)
    {
        foreach (var map in AverageChart.Maps(averages))
            HeatMapView.Write(terminal.Output, map);
        terminal.Text.WriteLine(AverageChart.Summary(averages));
    }
}
