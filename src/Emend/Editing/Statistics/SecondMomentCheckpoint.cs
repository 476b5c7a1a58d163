using System.Diagnostics;
using System.Globalization;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>
/// Keeps a collection of second moments on disk as it goes, so that a collection that was stopped goes on where it was.
/// Sums are kept at the boundaries of <see cref="SecondMoment"/>'s runs only: the result is the same as without a stop.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="source">What is collected: the model and the text. A file of another source is not gone on with.</param>
/// <param name="pace">How long to wait between two writes.</param>
public sealed class SecondMomentCheckpoint(string path, string source, TimeSpan pace)
{
    private const string SourceKey = "source";
    private const int RunTokens = 512; // the rows that SecondMoment multiplies at once

    private long last = Stopwatch.GetTimestamp();

    /// <summary>Whether it is time to write.</summary>
    internal bool IsDue => Stopwatch.GetElapsedTime(last) >= pace;

    /// <summary>Removes the file, once the collection is done.</summary>
    public void Remove()
    {
        if (File.Exists(path)) // File.Delete fails where the folder is missing too
            File.Delete(path);
    }

    /// <summary>How many more tokens fill a run.</summary>
    internal static int TokensToBoundary(long count) => RunTokens - (int)(count % RunTokens);

    /// <summary>What was collected before; null if there is nothing that fits.</summary>
    internal Dictionary<int, SecondMoment>? Load(IReadOnlyList<int> layers, int hidden)
    {
        if (!File.Exists(path))
            return null;
        var file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(SourceKey, out var found) || found != source || !layers.All(layer => file.Contains(Name(layer))))
            return null;
        var count = file.Integers("count")[0];
        return layers.ToDictionary(layer => layer, layer => SecondMoment.FromSum(Matrix.From(file.Doubles(Name(layer)), hidden, hidden), count));
    }

    /// <summary>Writes what was collected, if it ends at the boundary of a run.</summary>
    internal void Save(IReadOnlyDictionary<int, SecondMoment> moments)
    {
        var count = moments.Values.First().Count;
        if (count % RunTokens != 0)
            return;
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [SourceKey] = source });
        foreach (var (layer, moment) in moments)
        {
            var sum = moment.Sum();
            writer.Add(Name(layer), sum.Values, [sum.Rows, sum.Columns]);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        writer.Add("count", [count], []).Save(path);
        last = Stopwatch.GetTimestamp();
    }

    private static string Name(int layer) => string.Create(CultureInfo.InvariantCulture, $"sum.{layer}");
}
