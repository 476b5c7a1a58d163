using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.AlphaEdit;
using Emend.Editing.Methods;
using Emend.Pretraining;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// What one more edit of a long AlphaEdit sequence costs on the bundled model: <c>alphaedit [COUNT …]</c>. The keys of COUNT earlier
/// edits are made of those of a few real ones, moved at random, because COUNT real searches would take hours.
/// </summary>
internal static class AlphaEditSuite
{
    private const int Real = 20, Timed = 10;

    public static async Task RunAsync(string[] arguments)
    {
        var model = LanguageModel.Load("atlas");
        var counts = arguments.Length == 0 ? [0, 100, 1_000, 10_000] : arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var requests = Requests(World.Load(model.Folder), Real + Timed);
        var method = MethodList.Find("alphaedit");
        var settings = method.Defaults(model);
        var inputs = method.Prepare(model, settings, new MethodInputs());
        var first = await method.Create(model, settings, inputs).EditAsync(requests[..Real]);
        var rows = new List<string[]>();
        foreach (var count in counts)
        {
            var start = Stopwatch.GetTimestamp();
            var earlier = Earlier(first, count);
            var merging = Stopwatch.GetElapsedTime(start).TotalSeconds / Math.Max(1, count);
            var editor = method.Create(model, settings, inputs with { Earlier = earlier });
            await editor.EditAsync([requests[Real]]); // compiles the code
            GC.Collect(); // what handing on so many keys at once left behind is no part of an edit
            start = Stopwatch.GetTimestamp();
            foreach (var request in requests[Real..])
                await editor.EditAsync([request]);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / Timed;
            var carried = earlier.SelectMany(edit => edit.Carry).Sum(one => one.Value.Count * sizeof(float));
            rows.Add([Text(count), Text(1000 * seconds), Text(1000 * merging, "0.00"), Text(carried / 1048576.0, "0.0"), Text(Environment.WorkingSet >> 20)]);
        }

        var report = new Report($"One more edit in a sequence of AlphaEdit on {model.Name} ({model.Hash[..12]})");
        report.Paragraph($"Layers {string.Join(", ", ((AlphaEditOptions)settings).Layers)}, keys of {model.Architecture.Hidden} elements, mean of {Timed} edits of one fact; the keys of earlier edits are {Real} real ones, moved at random.");
        report.Table(["earlier edits", "ms for an edit", "ms to take an edit's keys over", "MB carried", "resident MB"], rows);
        Console.WriteLine(report);
        Console.WriteLine(report.Save("alphaedit-sequence.md"));
    }

    /// <summary>An edit that carries the keys of many, as a sequence hands them on.</summary>
    private static IReadOnlyList<Edit> Earlier(Edit real, int count)
    {
        if (count == 0)
            return [];
        var random = new RandomStream(7);
        IReadOnlyList<CarriedTensor> carried = [];
        for (var i = 0; i < count; i++)
        {
            var next = real.Carry.Select(keys => keys with { Value = Moved(keys.Value, i % Real, random) });
            carried = CarriedTensor.Merge([.. carried, .. next]);
        }

        return [new Edit(real.Record, [], carried)];
    }

    private static Tensors.Tensor Moved(Tensors.Tensor keys, int row, RandomStream random)
    {
        var columns = keys.Shape.Columns;
        var values = keys.Values.Slice(row * columns, columns).ToArray();
        for (var i = 0; i < columns; i++)
            values[i] *= (float)(0.5 + random.Unit());
        return Tensors.Tensor.From(values, [1, columns]);
    }

    private static EditRequest[] Requests(World world, int count)
    {
        var facts = world.Facts.Where(fact => world.ObjectsOf(fact.Relation).Count > 2).ToArray();
        new RandomStream(1).Shuffle<KnownFact>(facts);
        return [.. facts.DistinctBy(fact => fact.Subject).Take(count).Select(fact => new EditRequest(
            world.Relations[fact.Relation].Patterns[0], fact.Subject, world.ObjectsOf(fact.Relation).First(other => other != fact.Object)) { TrueTarget = fact.Object })];
    }

    private static string Text(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
