using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.UltraEdit;
using Emend.Pretraining;

namespace Emend.Benchmarks.Editing;

/// <summary>A long sequence of UltraEdit on the bundled model: <c>ultraedit COUNT [NAME=VALUE …]</c>; time, memory, and what is kept.</summary>
internal static class UltraEditSuite
{
    private const int Asked = 500;

    public static async Task RunAsync(string[] arguments)
    {
        var model = LanguageModel.Load("atlas");
        var count = int.Parse(arguments.ElementAtOrDefault(0) ?? "10000", CultureInfo.InvariantCulture);
        var options = OptionSet.With(UltraEditDefaults.For(model), arguments.Skip(1).Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
        var requests = Requests(World.Load(model.Folder), count);
        var editor = new UltraEdit(model, options);
        await editor.EditAsync(requests[..Math.Min(200, count)]); // compiles the code
        var watch = new Watch(count);
        var start = Stopwatch.GetTimestamp();
        var edit = await editor.EditAsync(requests, new EditObserver { Progress = watch });
        watch.Note(count, Stopwatch.GetElapsedTime(start));

        var report = new Report(string.Create(CultureInfo.InvariantCulture, $"{count} edits by UltraEdit on {model.Name} ({model.Hash[..12]})"));
        var settings = string.Join(", ", MethodOption.Of(typeof(UltraEditOptions)).Select(option => (option.Name, Text: option.Text(options))).Where(option => option.Text.Length > 0).Select(option => $"{option.Name}={option.Text}"));
        report.Paragraph($"Settings: {settings}. Requests: all facts of the model in turn, each time with the next of its relation's other answers.");
        report.Table(["edits", "seconds", "resident MB"], watch.Rows);
        var edited = model.With(edit);
        report.Paragraph($"What is kept, greedy answers to the edited prompts, per cent: the first {Asked} requests {Kept(edited, requests[..Asked])}, the last {Asked} {Kept(edited, requests[^Asked..])}; before the edits {Kept(model, requests[^Asked..])}.");
        Console.WriteLine(report);
        if (arguments.Length <= 1)
            Console.WriteLine(report.Save($"ultraedit-{count}.md"));
    }

    private static string Kept(LanguageModel model, EditRequest[] requests) =>
        (100.0 * requests.Count(request => model.Score(request.Text, request.SpacedTarget)[0].IsBest) / requests.Length).ToString("0", CultureInfo.InvariantCulture);

    private static EditRequest[] Requests(World world, int count)
    {
        var facts = world.Facts.Where(fact => world.ObjectsOf(fact.Relation).Count > 2).ToArray();
        new RandomStream(1).Shuffle<KnownFact>(facts);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var fact = facts[i % facts.Length];
            string[] others = [.. world.ObjectsOf(fact.Relation).Where(other => other != fact.Object)];
            return new EditRequest(world.Relations[fact.Relation].Patterns[0], fact.Subject, others[(fact.Id + (i / facts.Length)) % others.Length]) { TrueTarget = fact.Object };
        })];
    }

    private sealed class Watch(int count) : IProgress<EditProgress>
    {
        private readonly long start = Stopwatch.GetTimestamp();
        private int next;

        public List<IReadOnlyList<string>> Rows { get; } = [];

        public void Report(EditProgress value)
        {
            if (value.Done < next)
                return;
            next = value.Done + (count / 10);
            Note(value.Done, Stopwatch.GetElapsedTime(start));
        }

        public void Note(int edits, TimeSpan passed) => Rows.Add([
            edits.ToString(CultureInfo.InvariantCulture), passed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
            (Environment.WorkingSet >> 20).ToString(CultureInfo.InvariantCulture)]);
    }
}
