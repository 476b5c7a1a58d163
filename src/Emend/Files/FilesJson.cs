using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emend.Files;

/// <summary>How the JSON of files is read and written.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointIndex))]
[JsonSerializable(typeof(EditRecord))]
[JsonSerializable(typeof(PeftConfig))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class FilesJson : JsonSerializerContext
{
    private static readonly Lazy<FilesJson> OneLine = new(() => Readable(indented: false));
    private static readonly Lazy<FilesJson> ManyLines = new(() => Readable(indented: true));

    /// <summary>One line, with letters of every language as they are.</summary>
    public static FilesJson Compact => OneLine.Value;

    /// <summary>A field to a line, with letters of every language as they are.</summary>
    public static FilesJson Indented => ManyLines.Value;

    private static FilesJson Readable(bool indented) => new(new JsonSerializerOptions(Default!.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    });
}
