using System.Globalization;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Tracing;

/// <summary>Writes traces as safetensors files, with the names of the published ones.</summary>
public static class TraceFile
{
    /// <summary>
    /// Writes a trace: <c>scores.state</c>, <c>scores.mlp</c>, <c>scores.attn</c> [tokens, layers], <c>severed_mlp</c>, <c>severed_attn</c>
    /// [layers], <c>low_score</c>, <c>high_score</c>, <c>input_ids</c> and <c>subject_range</c>; the rest stands in the header.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var writer = new SafetensorsWriter(new Dictionary<string, string>
        {
            ["prompt"] = trace.Prompt.Text,
            ["subject"] = trace.Prompt.Subject,
            ["answer"] = trace.Answer,
            ["noise"] = trace.Noise,
            ["samples"] = trace.Options.Samples.ToString(CultureInfo.InvariantCulture),
            ["window"] = trace.Options.Window!.Value.ToString(CultureInfo.InvariantCulture),
        });
        foreach (var table in trace.Tables)
            writer.Add("scores." + Name(table.Kind), Tensor.From(table.Scores, [table.Tokens, table.Layers]));
        foreach (var severed in trace.Severed)
            writer.Add("severed_" + Name(severed.Kind), Tensor.From([.. severed.Scores], [severed.Scores.Count]));
        writer.Add("low_score", Tensor.Scalar(trace.LowScore)).Add("high_score", Tensor.Scalar(trace.HighScore))
            .Add("input_ids", [.. trace.Prompt.Tokens.Select(id => (long)id)], [trace.Prompt.Tokens.Count])
            .Add("subject_range", [(long)trace.Prompt.SubjectFirst, trace.Prompt.SubjectEnd], [2])
            .Save(path);
    }

    /// <summary>What a kind is called in files and on the command line.</summary>
    public static string Name(TraceKind kind) => kind switch { TraceKind.Mlp => "mlp", TraceKind.Attention => "attn", _ => "state" };
}
