using System.Text.Json.Serialization;

namespace Emend.Files;

[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CheckpointIndex))]
internal sealed partial class FilesJson : JsonSerializerContext;
