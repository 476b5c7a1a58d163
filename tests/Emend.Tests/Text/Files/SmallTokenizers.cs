using System.Text.Json;
using System.Text.Json.Nodes;
using Emend.Text.Files;

namespace Emend.Tests.Text.Files;

/// <summary>The golden tokenizers with few tokens each, so that faults hit their structure and thousands can be read in seconds.</summary>
internal static class SmallTokenizers
{
    private const int Tokens = 300;
    private const string MappedOne = "t5"; // the only one that keeps its character map, which is larger than all the rest

    /// <summary>The files of each tokenizer, in every layout it has.</summary>
    public static IReadOnlyList<Dictionary<string, byte[]>> All { get; } = [.. GoldenTokenizer.Names().SelectMany(Layouts)];

    private static IEnumerable<Dictionary<string, byte[]>> Layouts(string name)
    {
        var golden = GoldenTokenizer.Open(name);
        var configuration = new Dictionary<string, byte[]>();
        foreach (string file in (string[])["tokenizer_config.json", "special_tokens_map.json"])
            if (golden.Has(file))
                configuration.Add(file, golden.Bytes(file));
        if (golden.Has("tokenizer.json"))
            yield return new(configuration) { ["tokenizer.json"] = ShrinkJson(golden.Bytes("tokenizer.json"), keepsMap: name == MappedOne) };
        if (golden.Has("merges.txt"))
        {
            var vocabulary = ShrinkVocabulary(JsonNode.Parse(golden.Bytes("vocab.json"))!.AsObject());
            string[] merges = System.Text.Encoding.UTF8.GetString(golden.Bytes("merges.txt")).Split('\n');
            yield return new(configuration)
            {
                ["vocab.json"] = JsonSerializer.SerializeToUtf8Bytes(vocabulary),
                ["merges.txt"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', merges.Where(line => Joins(vocabulary, line.Split(' '))))),
            };
        }
        if (golden.Has("vocab.txt"))
        {
            string lines = System.Text.Encoding.UTF8.GetString(golden.Bytes("vocab.txt"));
            yield return new(configuration) { ["vocab.txt"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines.Split('\n').Take(Tokens))) };
        }
        foreach (string file in SentencePieceFolder.FileNames.Where(golden.Has))
            yield return new(configuration) { [file] = ShrinkModel(golden.Bytes(file), keepsMap: name == MappedOne) };
    }

    private static byte[] ShrinkJson(byte[] file, bool keepsMap)
    {
        var root = JsonNode.Parse(file)!.AsObject();
        var model = root["model"]!.AsObject();
        if (model["vocab"] is JsonObject vocabulary)
            model["vocab"] = ShrinkVocabulary(vocabulary);
        else
            model["vocab"] = new JsonArray([.. model["vocab"]!.AsArray().Take(Tokens).Select(entry => entry!.DeepClone())]);
        if (model["merges"] is JsonArray merges)
            model["merges"] = new JsonArray([.. merges.Where(merge => Joins(model["vocab"]!.AsObject(), Parts(merge!))).Select(merge => merge!.DeepClone())]);
        if (!keepsMap && root["normalizer"]?.ToJsonString().Contains("precompiled_charsmap", StringComparison.Ordinal) == true)
            root["normalizer"] = null;
        if (root["added_tokens"] is JsonArray added)
            root["added_tokens"] = new JsonArray([.. added.Take(12).Select(token => token!.DeepClone())]);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static JsonObject ShrinkVocabulary(JsonObject vocabulary) =>
        new(vocabulary.OrderBy(entry => entry.Value!.GetValue<int>()).Take(Tokens).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));

    private static string[] Parts(JsonNode merge) =>
        merge is JsonArray list ? [.. list.Select(part => part!.GetValue<string>())] : merge.GetValue<string>().Split(' ');

    private static bool Joins(JsonObject vocabulary, string[] parts) => parts.Length == 2
        && vocabulary.ContainsKey(parts[0]) && vocabulary.ContainsKey(parts[1]) && vocabulary.ContainsKey(parts[0] + parts[1]);

    // Keeps the first tokens; a field of a model file is written as its number, its length, and its contents.
    private static byte[] ShrinkModel(byte[] file, bool keepsMap)
    {
        using var small = new MemoryStream();
        var reader = new ProtobufReader(file);
        int pieces = 0;
        while (reader.Read())
        {
            if ((reader.Field == 1 && ++pieces > Tokens) || (reader.Field == 3 && !keepsMap))
                continue;
            small.WriteByte((byte)(reader.Field << 3 | 2));
            int length = reader.Bytes.Length;
            for (; length > 127; length >>= 7)
                small.WriteByte((byte)(length | 128));
            small.WriteByte((byte)length);
            small.Write(reader.Bytes);
        }
        return small.ToArray();
    }
}
