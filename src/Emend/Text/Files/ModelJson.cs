using System.Text.Json;
using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>Reads the model of a <c>tokenizer.json</c>.</summary>
internal static class ModelJson
{
    private const int LongestWordPieceWord = 100;

    /// <summary>Reads a model by its declared type; files of the first versions declare none.</summary>
    public static IModel Read(JsonField field) => (field.Text("type") ?? GuessType(field)) switch
    {
        "BPE" => BytePairFile.ReadModel(field),
        "Unigram" => ReadUnigram(field),
        "WordPiece" => new WordPieceModel(
            VocabularyJson.Read(field["vocab"]),
            field.Text("unk_token") ?? "[UNK]",
            field.Text("continuing_subword_prefix") ?? "##",
            field.Find("max_input_chars_per_word")?.Count() ?? LongestWordPieceWord),
        "WordLevel" => new WordLevelModel(VocabularyJson.Read(field["vocab"]), field.Text("unk_token") ?? "<unk>"),
        var type => throw TokenizerJson.Unsupported(field, type),
    };

    private static string GuessType(JsonField field)
    {
        if (field.Find("merges") is not null)
            return "BPE";
        if (field["vocab"].Element.ValueKind == JsonValueKind.Array)
            return "Unigram";
        return field.Find("max_input_chars_per_word") is not null || field.Find("continuing_subword_prefix") is not null
            ? "WordPiece"
            : "WordLevel";
    }

    private static UnigramModel ReadUnigram(JsonField field)
    {
        var tokens = field["vocab"].Items().Select(ReadScore).ToList();
        int? unknown = field.Find("unk_id")?.Count();
        if (unknown >= tokens.Count)
            throw field["unk_id"].Error($"is {unknown}, but there are only {tokens.Count} tokens");
        return new UnigramModel(tokens, unknown, field.Boolean("byte_fallback", false));
    }

    private static (string Token, double Score) ReadScore(JsonField entry)
    {
        var parts = entry.Items().ToList();
        return parts.Count == 2 && parts[1].Element.ValueKind == JsonValueKind.Number
            ? (parts[0].Text(), JsonNumber.Parse(parts[1].Element.GetRawText()))
            : throw entry.Error("is not a token with its score");
    }
}
