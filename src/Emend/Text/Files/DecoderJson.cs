using Emend.Text.Decoders;
using Emend.Text.PreTokenizers;

namespace Emend.Text.Files;

/// <summary>Reads the decoder of a <c>tokenizer.json</c>.</summary>
internal static class DecoderJson
{
    /// <summary>Reads a decoder by its declared type.</summary>
    public static IDecoder Read(JsonField field) => field["type"].Text() switch
    {
        "Sequence" => new DecoderSequence([.. field["decoders"].Items().Select(Read)]),
        "ByteLevel" => new ByteLevelDecoder(),
        "WordPiece" => new WordPieceDecoder(field.Text("prefix") ?? "##", field.Boolean("cleanup", true)),
        "Metaspace" => new MetaspaceDecoder(
            PreTokenizerJson.ReadReplacement(field), PreTokenizerJson.ReadScheme(field) != PrependScheme.Never),
        "BPEDecoder" => new SuffixDecoder(field.Text("suffix") ?? "</w>"),
        "CTC" => new CtcDecoder(
            field.Text("pad_token") ?? "<pad>", field.Text("word_delimiter_token") ?? "|", field.Boolean("cleanup", true)),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Strip" => new StripDecoder(
            PreTokenizerJson.ReadCharacter(field["content"]), field["start"].Count(), field["stop"].Count()),
        "Replace" => new ReplaceDecoder(PatternJson.Read(field["pattern"]), field["content"].Text()),
        var type => throw TokenizerJson.Unsupported(field, type),
    };
}
