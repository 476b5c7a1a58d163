using System.Globalization;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Tracing;

/// <summary>Writes averages of traces as safetensors files.</summary>
public static class AverageFile
{
    /// <summary>
    /// Writes averages: for each kind <c>mean.KIND</c>, <c>half_width.KIND</c> [roles, layers] and <c>count.KIND</c> [roles], the
    /// severed means <c>severed_mlp</c> and <c>severed_attn</c> [layers], <c>low_score</c> and <c>high_score</c> (mean, half width). The mean of a role
    /// without tokens stands as 0.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, TraceAverages averages)
    {
        ArgumentNullException.ThrowIfNull(averages);
        var roles = Enum.GetValues<TokenRole>();
        var writer = new SafetensorsWriter(new Dictionary<string, string>
        {
            ["roles"] = string.Join(',', AverageChart.Labels),
            ["prompts"] = averages.Count.ToString(CultureInfo.InvariantCulture),
            ["samples"] = averages.Options.Samples.ToString(CultureInfo.InvariantCulture),
            ["window"] = averages.Options.Window!.Value.ToString(CultureInfo.InvariantCulture),
        });
        foreach (var table in averages.Tables)
        {
            var name = TraceFile.Name(table.Kind);
            writer.Add("mean." + name, Tensor.From(Each(table, estimate => estimate.Count == 0 ? 0 : (float)estimate.Mean), [roles.Length, table.Layers]));
            writer.Add("half_width." + name, Tensor.From(Each(table, estimate => (float)estimate.HalfWidth), [roles.Length, table.Layers]));
            writer.Add("count." + name, [.. roles.Select(role => (long)table[role, 0].Count)], [roles.Length]);
        }

        foreach (var kind in averages.SeveredKinds)
            writer.Add("severed_" + TraceFile.Name(kind), Tensor.From([.. Enumerable.Range(0, averages.Layers).Select(layer => (float)averages.Severed(kind, layer).Mean)], [averages.Layers]));

        writer.Add("low_score", Pair(averages.Low)).Add("high_score", Pair(averages.High)).Save(path);

        float[] Each(AverageTable table, Func<MeanEstimate, float> part) =>
            [.. roles.SelectMany(role => Enumerable.Range(0, table.Layers).Select(layer => part(table[role, layer])))];

        static Tensor Pair(MeanEstimate estimate) => Tensor.From([(float)estimate.Mean, (float)estimate.HalfWidth], [2]);
    }
}
