using System.Text.Json;
using System.Text.Json.Nodes;
using Emend.Evaluation.Cases;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Puts cases and expected cases in one form: details beside the other fields, and nothing that is null or empty, which mean the same as absent.</summary>
internal static class NeutralForm
{
    public static string Of(EditCase edit)
    {
        var one = JsonNode.Parse(CaseWriter.ToJson(edit))!.AsObject();
        one.Remove("source");
        one.Remove("notes");
        Flatten(one);
        foreach (var fact in one["edits"]!.AsArray())
        {
            Flatten(fact!.AsObject());
            fact.AsObject().Remove("no_op");
            fact.AsObject().Remove("likely_subject"); // ours, not the source's
        }

        foreach (var test in one["tests"]!.AsArray().Select(test => test!.AsObject()))
        {
            Flatten(test);
            test.Remove("group_operator");
            if (test["label"] is { } label)
            {
                test.Remove("label");
                test["kind"] = label;
            }
        }

        return Sorted(one)!.ToJsonString();
    }

    public static string Of(JsonNode expected) => Sorted(expected)!.ToJsonString();

    private static void Flatten(JsonObject holder)
    {
        if (holder["details"] is not JsonObject details)
            return;
        holder.Remove("details");
        foreach (var (name, value) in details.ToList())
            holder[name] = value?.DeepClone();
    }

    private static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var members = map.Select(member => (member.Key, Value: Sorted(member.Value))).Where(member => !IsEmpty(member.Value) || member.Key == "joined_by");
                return new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value)));
            case JsonArray list:
                return new JsonArray([.. list.Select(Sorted)]);
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        _ => node.GetValueKind() == JsonValueKind.String && (string)node! == "",
    };
}
