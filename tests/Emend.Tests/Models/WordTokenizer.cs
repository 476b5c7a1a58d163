using System.Text.Json.Nodes;

namespace Emend.Tests.Models;

/// <summary>A tokenizer of a few whole words, for the cases of Golden/models, which have none.</summary>
internal static class WordTokenizer
{
    private const int FirstId = 10; // before it stand the ids that configs name: padding, beginning, end

    private static readonly string[] Words = ["The", "tower", "of", "Azan", "is", "in", "Rome", "Paris", "We", "say", "that", "Now", "stands"];

    /// <summary>Writes it into a model's folder.</summary>
    public static void Write(string folder)
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        for (var i = 0; i < Words.Length; i++)
            vocabulary["▁" + Words[i]] = FirstId + i;
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(),
            ["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"""),
            ["decoder"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"""),
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "<unk>" },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
    }
}
