using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Emend.Files;
using Emend.Ledger;

namespace Emend;

/// <summary>How the JSON of edits, checkpoints and ledgers is read and written.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointIndex))]
[JsonSerializable(typeof(EditRecord))]
[JsonSerializable(typeof(LedgerCommit))]
[JsonSerializable(typeof(LedgerHeader))]
[JsonSerializable(typeof(PeftConfig))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    private static readonly Lazy<StoredJson> OneLine = new(() => Readable(indented: false));
    private static readonly Lazy<StoredJson> ManyLines = new(() => Readable(indented: true));

    /// <summary>One line, with letters of every language as they are.</summary>
    public static StoredJson Compact => OneLine.Value;

    /// <summary>A field to a line, with letters of every language as they are.</summary>
    public static StoredJson Indented => ManyLines.Value;

    private static StoredJson Readable(bool indented) => new(new JsonSerializerOptions(Default!.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    });
}
