using System.Text.Json;
using System.Text.Json.Nodes;

namespace Emend.Pretraining;

/// <summary>The log of a training run: one JSON object on a line, in the order of training.</summary>
internal sealed class PretrainLog
{
    /// <summary>The name of the file within the output folder.</summary>
    public const string FileName = "training_log.jsonl";

    private readonly string path;

    private PretrainLog(string path) => this.path = path;

    /// <summary>The losses logged so far.</summary>
    public List<(long Tokens, double Loss)> Losses { get; } = [];

    /// <summary>The seconds of training behind the last line.</summary>
    public double Seconds { get; private set; }

    /// <summary>Opens the log of a folder and drops what was written after a step, because it will be written again.</summary>
    public static PretrainLog Open(string folder, int step, PretrainRecipe recipe)
    {
        var log = new PretrainLog(Path.Combine(folder, FileName));
        if (step == 0 || !File.Exists(log.path))
        {
            File.WriteAllText(log.path, new JsonObject { ["recipe"] = JsonNode.Parse(recipe.ToJson()) }.ToJsonString() + "\n");
            return log;
        }

        var kept = File.ReadLines(log.path).Where(line => log.Takes(line, step)).ToArray();
        File.WriteAllLines(log.path, kept);
        return log;
    }

    /// <summary>Logs the mean loss of some steps.</summary>
    public void Add(int step, int epoch, long tokens, double loss, double rate, double seconds)
    {
        Losses.Add((tokens, loss));
        Seconds = seconds;
        Append(new JsonObject
        {
            ["step"] = step, ["epoch"] = epoch, ["tokens"] = tokens, ["loss"] = Math.Round(loss, 4), ["rate"] = rate,
            ["seconds"] = Math.Round(seconds, 1), ["peakMegabytes"] = PeakMegabytes(),
        });
    }

    /// <summary>Logs an evaluation.</summary>
    public void Add(EvaluationReport report)
    {
        var measures = new JsonObject();
        foreach (var measure in report.Measures)
            measures[measure.Name] = new JsonArray(measure.Correct, measure.Count);
        Append(new JsonObject { ["evaluationAt"] = report.Step, ["tokens"] = report.Tokens, ["correctOf"] = measures });
    }

    private static long PeakMegabytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    private void Append(JsonObject line) => File.AppendAllText(path, line.ToJsonString(Plain) + "\n");

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool Takes(string line, int step)
    {
        // A line that a kill cut short is beyond the checkpoint, which is written after the lines before it.
        JsonNode? entry;
        try
        {
            entry = JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return false;
        }

        if ((int?)(entry?["step"] ?? entry?["evaluationAt"]) > step)
            return false;
        if (entry?["loss"] is { } loss)
        {
            Losses.Add(((long)entry["tokens"]!, (double)loss));
            Seconds = (double)entry["seconds"]!;
        }

        return true;
    }
}
