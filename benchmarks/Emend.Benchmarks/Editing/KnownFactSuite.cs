using System.Diagnostics;
using System.Globalization;
using Emend.Editing.Methods;
using Emend.Evaluation;
using Emend.Evaluation.Cases;
using Emend.Pretraining;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// Single edits of facts that a model knows, each on the unedited model, and what else moved:
/// <c>edits MODEL COUNT [tuning|test] [METHOD] [NAME=VALUE …]</c>, one line of settings for each further method.
/// </summary>
internal static class KnownFactSuite
{
    private const int CaseSeed = 7;

    public static async Task RunAsync(string[] arguments)
    {
        var model = LanguageModel.Load(arguments.ElementAtOrDefault(0) ?? "atlas");
        var count = int.Parse(arguments.ElementAtOrDefault(1) ?? "300", CultureInfo.InvariantCulture);
        var part = arguments.ElementAtOrDefault(2) == "tuning" ? FactPart.Tuning : FactPart.Test;
        var cases = new KnownFactCases(World.Load(model.Folder), CaseSeed, part).Take(model, count).ToList();
        Console.WriteLine($"{model.Name} ({model.Hash[..12]}), {cases.Count} single edits of known facts, {part.ToString().ToLowerInvariant()} half, seed {CaseSeed}; 95 % Wilson intervals over cases.");
        Console.WriteLine();
        Console.WriteLine("| settings | ES | greedy | PS | greedy | PS after a sentence | NS | neighbours greedy | same relation greedy | own facts | own facts greedy | unrelated greedy | ms/edit |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Print("unedited", [.. cases.Select(edit => CaseScorer.Score(model, edit))], 0);
        foreach (var line in Settings(arguments[Math.Min(arguments.Length, 3)..]))
        {
            var method = MethodList.Find(line[0]);
            var settings = OptionSet.With(method.Defaults(model), line[1..].Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
            var editor = method.Create(model, settings, new MethodInputs());
            await editor.EditAsync(cases[0].ToRequests()); // compiles the code and loads the statistics
            var scores = new List<CaseScore>();
            var seconds = 0.0;
            foreach (var edit in cases)
            {
                var start = Stopwatch.GetTimestamp();
                var change = await editor.EditAsync(edit.ToRequests());
                seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
                scores.Add(CaseScorer.Score(model.With(change), edit));
            }

            Print(string.Join(' ', line), scores, 1000 * seconds / cases.Count);
        }
    }

    private static IEnumerable<string[]> Settings(string[] arguments)
    {
        var line = new List<string>();
        foreach (var word in arguments.Length == 0 ? ["rome"] : arguments)
        {
            if (!word.Contains('=', StringComparison.Ordinal) && line.Count > 0)
            {
                yield return [.. line];
                line.Clear();
            }

            line.Add(word);
        }

        yield return [.. line];
    }

    private static void Print(string settings, IReadOnlyList<CaseScore> scores, double milliseconds)
    {
        string Preferred(EditTestKind kind) => Interval.Wilson([.. scores.Select(score => score.Preferred(kind)).OfType<double>()]).ToString();
        string Greedy(EditTestKind kind) => Interval.Wilson([.. scores.Select(score => score.Greedy(kind)).OfType<double>()]).ToString();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {settings} | {Preferred(EditTestKind.Rewrite)} | {Greedy(EditTestKind.Rewrite)} | {Preferred(EditTestKind.Rephrase)} | {Greedy(EditTestKind.Rephrase)} | {Preferred(EditTestKind.DistractedRephrase)} | {Preferred(EditTestKind.Neighbour)} | {Greedy(EditTestKind.Neighbour)} | {Greedy(EditTestKind.SameRelation)} | {Preferred(EditTestKind.OwnFact)} | {Greedy(EditTestKind.OwnFact)} | {Greedy(EditTestKind.Unrelated)} | {milliseconds:0} |"));
    }
}
