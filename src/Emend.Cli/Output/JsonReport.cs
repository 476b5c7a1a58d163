using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Emend.Cli.Output;

/// <summary>The documents that <c>--json</c> prints: camelCase, one document each, with a schema number.</summary>
[JsonSerializable(typeof(ConfigReport))]
internal sealed partial class JsonReport : JsonSerializerContext
{
    /// <summary>The schema that all documents carry; it changes when a name in one of them changes.</summary>
    public const int Schema = 1;

    /// <summary>Writes text as it is, not escaped, so that other scripts than Latin stay readable.</summary>
    public static JsonReport Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void Write<T>(TextWriter output, T report, JsonTypeInfo<T> type) => output.WriteLine(JsonSerializer.Serialize(report, type));
}
