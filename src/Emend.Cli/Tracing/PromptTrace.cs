using System.Text.Json;
using Emend.Cli.Output;
using Emend.Editing;
using Emend.Proof;
using Emend.Tracing;

namespace Emend.Cli.Tracing;

/// <summary>Traces one prompt.</summary>
internal static class PromptTrace
{
    public static int Run(Invocation invocation, TraceOrder order, EditRequest request, string? expected, CancellationToken cancel)
    {
        var working = WorkingModel.Open(invocation);
        var model = order.Original ? working.Original : working.Current();
        var prompt = TracePrompt.Of(model.Tokenizer, request.Prompt, request.Subject);
        var tracer = order.Tracer(invocation, model);
        CausalTrace trace;
        using (var line = invocation.Terminal.Progress())
            trace = tracer.Trace(prompt, new Relay<TraceProgress>(progress => line.Show($"restoring, {progress.Done} of {progress.Total} layers")), cancel);

        var wanted = expected ?? KnownAnswer(working.Original, request);
        var answer = wanted is null ? null : Asker.Ask(model, [new Question(QuestionKind.KnownFact, prompt.Text, wanted)], cancel)[0].Answer;
        var isRight = answer is null ? (bool?)null : AnswerText.Matches(answer, wanted!);
        var report = TraceReport.Of(trace, model.Name, wanted, isRight);
        TraceOutput.Write(
            invocation, order.Outputs, () => TraceChart.Draw(trace).ToString(), () => TracePage.Of(trace, model.Name),
            () => JsonSerializer.Serialize(report, JsonReport.Readable.TraceReport), file => TraceFile.Save(file, trace));
        if (invocation.Json) JsonReport.Write(invocation.Terminal.Text, report, JsonReport.Readable.TraceReport);
        else Print(invocation.Terminal, trace);
        if (isRight == false)
            invocation.Terminal.Note($"The model answers \"{answer}\", but {(expected is null ? "the known answer" : "what was expected")} is \"{wanted}\": the trace is of the model's own answer.");
        return isRight == false && expected is not null ? ExitCode.CheckMissed : ExitCode.Done;
    }

    private static void Print(Terminal terminal, CausalTrace trace)
    {
        foreach (var map in TraceChart.Maps(trace))
            HeatMapView.Write(terminal.Output, map);
        terminal.Text.WriteLine(TraceSummary.Of(trace));
        terminal.Note($"{trace.Options.Samples} samples, noise {trace.Noise}{(trace.NoiseLevel is { } level ? $" ({level:0.####})" : "")}");
    }

    /// <summary>What the facts beside the model say, where they word one as the prompt does.</summary>
    private static string? KnownAnswer(LanguageModel model, EditRequest request)
    {
        var known = KnownFacts.Beside(model);
        return known?.About(request.Subject)
            .FirstOrDefault(fact => fact.CfTemplate == request.Prompt || known.Wordings(fact.Relation).Contains(request.Prompt))?.Object;
    }
}
