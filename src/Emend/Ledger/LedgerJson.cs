using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emend.Ledger;

/// <summary>How the JSON of a ledger is read and written.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LedgerHeader))]
[JsonSerializable(typeof(LedgerCommit))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    private static readonly Lazy<LedgerJson> Shared = new(() => new LedgerJson(new JsonSerializerOptions(Default!.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }));

    /// <summary>One line, with letters of every language as they are.</summary>
    public static LedgerJson Compact => Shared.Value;
}
