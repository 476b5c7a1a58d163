using System.Text.Json;
using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>Reads vocabularies and merges of byte-pair models.</summary>
internal static class BytePairFile
{
    /// <summary>Reads the model of a <c>tokenizer.json</c>.</summary>
    public static BytePairModel ReadModel(JsonField model)
    {
        var vocabulary = VocabularyJson.Read(model["vocab"]);
        var options = new BytePairOptions
        {
            UnknownToken = model.Text("unk_token"),
            FuseUnknown = model.Boolean("fuse_unk", false),
            ByteFallback = model.Boolean("byte_fallback", false),
            IgnoreMerges = model.Boolean("ignore_merges", false),
            ContinuingPrefix = model.Text("continuing_subword_prefix"),
            EndOfWordSuffix = model.Text("end_of_word_suffix"),
        };
        var merges = ReadMerges(model.File, model["merges"].Items().Select(ReadMerge), vocabulary, options.ContinuingPrefix);
        return new BytePairModel(vocabulary, merges, options);
    }

    /// <summary>Looks the merges up in the vocabulary.</summary>
    public static BytePairMerges ReadMerges(
        string file, IEnumerable<(string Left, string Right)> merges, Vocabulary vocabulary, string? continuingPrefix)
    {
        var ranked = new List<(int, int, int)>();
        int prefix = continuingPrefix?.Length ?? 0;
        foreach (var (left, right) in merges)
            ranked.Add((IdOf(left), IdOf(right), IdOf(left + (right.Length >= prefix ? right[prefix..] : right))));
        return new BytePairMerges(ranked);

        int IdOf(string token) => vocabulary.TryGetId(token, out int id)
            ? id
            : throw new TokenizerFormatException($"{file}: merge {ranked.Count} needs the token '{token}', which is not in the vocabulary.");
    }

    /// <summary>The two tokens of a merge written with a space between them; null if it is not that.</summary>
    public static (string Left, string Right)? SplitMerge(string text)
    {
        int space = text.IndexOf(' ');
        return space > 0 && space < text.Length - 1 && text.IndexOf(' ', space + 1) < 0
            ? (text[..space], text[(space + 1)..])
            : null;
    }

    private static (string Left, string Right) ReadMerge(JsonField merge)
    {
        if (merge.Element.ValueKind == JsonValueKind.String)
            return SplitMerge(merge.Text()) ?? throw merge.Error("is not two tokens with a space between them");
        string[] tokens = [.. merge.Items().Select(token => token.Text())];
        return tokens.Length == 2 ? (tokens[0], tokens[1]) : throw merge.Error("is not a list of two tokens");
    }
}
