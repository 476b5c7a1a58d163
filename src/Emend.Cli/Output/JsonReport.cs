using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Emend.Cli.Output;

/// <summary>The documents that <c>--json</c> prints: camelCase, one document each, with a schema number.</summary>
[JsonSerializable(typeof(AskReport))]
[JsonSerializable(typeof(AverageReport))]
[JsonSerializable(typeof(CompareReport))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(DiffReport))]
[JsonSerializable(typeof(EditReport))]
[JsonSerializable(typeof(EvalReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(LogReport))]
[JsonSerializable(typeof(MethodsReport))]
[JsonSerializable(typeof(ModelCheckReport))]
[JsonSerializable(typeof(ModelListReport))]
[JsonSerializable(typeof(ModelShowReport))]
[JsonSerializable(typeof(RevertReport))]
[JsonSerializable(typeof(ShowReport))]
[JsonSerializable(typeof(StatsReport))]
[JsonSerializable(typeof(TestReport))]
[JsonSerializable(typeof(PretrainReport))]
[JsonSerializable(typeof(TokenizedText))]
[JsonSerializable(typeof(TokenizedPair))]
[JsonSerializable(typeof(TraceReport))]
internal sealed partial class JsonReport : JsonSerializerContext
{
    /// <summary>The schema that all documents carry; it changes when a name in one of them changes.</summary>
    public const int Schema = 1;

    /// <summary>Indented documents. Text is written as it is, not escaped, so that other scripts than Latin stay readable.</summary>
    public static JsonReport Readable { get; } = Create(indented: true);

    /// <summary>The same in one line each, for streams.</summary>
    public static JsonReport Lines { get; } = Create(indented: false);

    public static void Write<T>(TextWriter output, T report, JsonTypeInfo<T> type) => output.WriteLine(JsonSerializer.Serialize(report, type));

    private static JsonReport Create(bool indented) => new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a difference may be not a number
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
