using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emend.Evaluation.Runs;

/// <summary>The files of a run's folder.</summary>
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(CaseRecord))]
[JsonSerializable(typeof(StepRecord))]
[JsonSerializable(typeof(RetentionRecord))]
[JsonSerializable(typeof(TimingRecord))]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>Indented documents.</summary>
    public static RunJson Readable { get; } = new(Create(indented: true));

    /// <summary>One line each.</summary>
    public static RunJson Lines { get; } = new(Create(indented: false));

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
