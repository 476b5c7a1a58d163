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
internal sealed partial class FilesJson : JsonSerializerContext
{
    private static readonly Lazy<FilesJson> Shared = new(() => new FilesJson(new JsonSerializerOptions(Default!.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }));

    /// <summary>One line, with letters of every language as they are.</summary>
    public static FilesJson Compact => Shared.Value;
}
