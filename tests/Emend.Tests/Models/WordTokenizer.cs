using System.Text.Json;
using System.Text.Json.Nodes;

namespace Emend.Tests.Models;

/// <summary>A tokenizer of a few whole words, for the cases of Golden/models, which have none.</summary>
internal static class WordTokenizer
{
    private const int FirstId = 10; // before it stand the ids that configs name: padding, beginning, end

    private static readonly string[] Words = ["The", "tower", "of", "Azan", "is", "in", "Rome", "Paris", "We", "say", "that", "Now", "stands"];

    /// <summary>Writes it into a model's folder.</summary>
    public static void Write(string folder) => Write(folder, Words);

    /// <summary>Writes one of other words into a decoder's folder.</summary>
    public static void Write(string folder, IReadOnlyList<string> words)
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        for (var i = 0; i < words.Count; i++)
            vocabulary["▁" + words[i]] = FirstId + i;
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

    /// <summary>Writes one with the special tokens of T5 or BART into the folder of such a model.</summary>
    public static void WriteOfEncoderDecoder(string folder, bool isBart, IReadOnlyList<string> words)
    {
        string[] special = isBart ? ["<s>", "<pad>", "</s>", "<unk>"] : ["<pad>", "</s>", "<unk>"];
        string[] all = [.. special, .. words];
        object[] template = isBart ? [Token("<s>"), Text, Token("</s>")] : [Text, Token("</s>")];
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = special.Select((content, id) => new { id, content, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true }),
            pre_tokenizer = new { type = "WhitespaceSplit" },
            post_processor = new
            {
                type = "TemplateProcessing",
                single = template,
                pair = template,
                special_tokens = special.ToDictionary(word => word, word => new { id = word, ids = (int[])[Array.IndexOf(all, word)], tokens = (string[])[word] }),
            },
            model = new { type = "WordLevel", unk_token = "<unk>", vocab = all.Index().ToDictionary(pair => pair.Item, pair => pair.Index) },
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}""");
    }

    private static object Text => new { Sequence = new { id = "A", type_id = 0 } };

    private static object Token(string id) => new { SpecialToken = new { id, type_id = 0 } };
}
