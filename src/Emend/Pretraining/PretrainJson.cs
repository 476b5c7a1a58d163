using System.Text.Json.Serialization;

namespace Emend.Pretraining;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(PretrainRecipe))]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class PretrainJson : JsonSerializerContext;
