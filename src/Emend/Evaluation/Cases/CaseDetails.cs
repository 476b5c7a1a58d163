using System.Collections.Frozen;
using System.Text.Json;

namespace Emend.Evaluation.Cases;

/// <summary>What only one data set says: names and JSON values.</summary>
internal static class CaseDetails
{
    public static readonly IReadOnlyDictionary<string, JsonElement> None = FrozenDictionary<string, JsonElement>.Empty;
}
