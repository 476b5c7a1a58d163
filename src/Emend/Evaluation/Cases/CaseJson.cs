using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Emend.Evaluation.Cases;

/// <summary>The JSON values that cases hold.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class CaseJson : JsonSerializerContext;
