using Emend.Text;
using Emend.Text.Files;

namespace Emend.Tests.Text;

/// <summary>Tokenizers written out in a test.</summary>
internal static class InlineTokenizer
{
    /// <summary>A tokenizer of a <c>tokenizer.json</c>.</summary>
    public static Tokenizer Load(string json) => Tokenizer.Load(new TokenizerFiles(
        "the test", name => name == "tokenizer.json" ? System.Text.Encoding.UTF8.GetBytes(json) : null));

    /// <summary>A tokenizer whose words are the tokens of a vocabulary, with other fields of the file.</summary>
    public static Tokenizer OfWords(string fields, params string[] words)
    {
        string vocabulary = string.Join(',', words.Prepend("[UNK]").Select((word, id) => $"{System.Text.Json.JsonSerializer.Serialize(word)}:{id}"));
        return Load($$"""{ {{fields}} "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": { {{vocabulary}} } } }""");
    }

    /// <summary>What a pre-tokenizer cuts a text into.</summary>
    public static string[] Pieces(string preTokenizer, string text)
    {
        var encoding = OfWords($"\"pre_tokenizer\": {preTokenizer},").Encode(text);
        return [.. encoding.Offsets.Select(offset => text[offset.Start..offset.End])];
    }

    /// <summary>What a normalizer makes of a text, and the range that each character stands for.</summary>
    public static (string Text, TextRange[] Origins) Normalize(string normalizer, string text)
    {
        var json = JsonFile.Parse(System.Text.Encoding.UTF8.GetBytes(normalizer), "test.json");
        var normalized = NormalizerJson.Read(json).Normalize(new AlignedText(text));
        return (new string(normalized.Characters), [.. Enumerable.Range(0, normalized.Length).Select(normalized.OriginAt)]);
    }
}
