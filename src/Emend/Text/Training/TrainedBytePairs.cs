using System.Text.Encodings.Web;
using System.Text.Json;
using Emend.Text.Files;

namespace Emend.Text.Training;

/// <summary>A byte-level vocabulary and its merges, as <see cref="BytePairTrainer"/> found them.</summary>
public sealed class TrainedBytePairs
{
    private const string FileName = "tokenizer.json";

    private readonly BytePairTrainerOptions options;

    internal TrainedBytePairs(
        IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, BytePairTrainerOptions options)
    {
        Tokens = tokens;
        Merges = merges;
        this.options = options;
    }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The merges by rank.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer ToTokenizer()
    {
        byte[] json = ToJson();
        return Tokenizer.Load(new TokenizerFiles("the trained files", name => name == FileName ? json : null));
    }

    /// <summary>Writes <c>tokenizer.json</c> into a folder, in the layout of the Hugging Face tokenizers library.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, FileName), ToJson());
    }

    private byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(writer);
        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteNull("truncation");
        writer.WriteNull("padding");
        writer.WriteStartArray("added_tokens");
        foreach (var (id, token) in options.SpecialTokens.Distinct().Index())
            WriteAddedToken(writer, id, token);
        writer.WriteEndArray();
        writer.WriteNull("normalizer");
        WriteByteLevel(writer, "pre_tokenizer", options.AddPrefixSpace);
        writer.WriteNull("post_processor");
        WriteByteLevel(writer, "decoder", options.AddPrefixSpace);
        WriteModel(writer);
        writer.WriteEndObject();
    }

    private static void WriteAddedToken(Utf8JsonWriter writer, int id, string content)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", id);
        writer.WriteString("content", content);
        writer.WriteBoolean("single_word", false);
        writer.WriteBoolean("lstrip", false);
        writer.WriteBoolean("rstrip", false);
        writer.WriteBoolean("normalized", false);
        writer.WriteBoolean("special", true);
        writer.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter writer, string name, bool addPrefixSpace)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", addPrefixSpace);
        writer.WriteBoolean("trim_offsets", true);
        writer.WriteBoolean("use_regex", true);
        writer.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        foreach (string name in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            writer.WriteNull(name);
        foreach (string name in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
            writer.WriteBoolean(name, false);
        writer.WriteStartObject("vocab");
        for (int id = 0; id < Tokens.Count; id++)
            writer.WriteNumber(Tokens[id], id);
        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach (var (left, right) in Merges)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(left);
            writer.WriteStringValue(right);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
