using Emend.Text.PostProcessors;

namespace Emend.Text.Files;

/// <summary>Reads the post-processor of a <c>tokenizer.json</c>.</summary>
internal static class PostProcessorJson
{
    /// <summary>Reads a post-processor by its declared type.</summary>
    public static IPostProcessor Read(JsonField field) => field["type"].Text() switch
    {
        "Sequence" => new PostProcessorSequence([.. field["processors"].Items().Select(Read)]),
        "ByteLevel" => new ByteLevelPostProcessor(field.Boolean("add_prefix_space", true), field.Boolean("trim_offsets", true)),
        "TemplateProcessing" => ReadTemplate(field),
        "RobertaProcessing" => new RobertaPostProcessor(
            ReadToken(field["sep"]), ReadToken(field["cls"]), field.Boolean("trim_offsets", true), field.Boolean("add_prefix_space", true)),
        "BertProcessing" => BertPostProcessor.Create(ReadToken(field["sep"]), ReadToken(field["cls"])),
        var type => throw TokenizerJson.Unsupported(field, type),
    };

    private static TemplatePostProcessor ReadTemplate(JsonField field)
    {
        var specialTokens = field.Find("special_tokens")?.Fields().ToDictionary(entry => entry.Name, entry => ReadSpecialToken(entry.Value)) ?? [];
        return new TemplatePostProcessor(ReadPieces(field["single"]), ReadPieces(field["pair"]));

        List<TemplatePiece> ReadPieces(JsonField pieces) => [.. pieces.Items().Select(ReadPiece)];

        TemplatePiece ReadPiece(JsonField piece)
        {
            if (piece.Find("Sequence") is { } sequence)
                return new TemplatePiece(sequence["id"].Text() switch
                {
                    "A" => 0,
                    "B" => 1,
                    var id => throw sequence.Error($"names the unknown text '{id}'"),
                }, [], sequence.Find("type_id")?.Count() ?? 0);
            var special = piece["SpecialToken"];
            string name = special["id"].Text();
            return specialTokens.TryGetValue(name, out var tokens)
                ? new TemplatePiece(null, tokens, special.Find("type_id")?.Count() ?? 0)
                : throw special.Error($"names '{name}', which is not among the special tokens");
        }
    }

    private static List<(string Token, int Id)> ReadSpecialToken(JsonField field)
    {
        var ids = field["ids"].Items().Select(id => id.Count()).ToList();
        var tokens = field["tokens"].Items().Select(token => token.Text()).ToList();
        return ids.Count == tokens.Count ? [.. tokens.Zip(ids)] : throw field.Error("has not as many ids as tokens");
    }

    private static (string Token, int Id) ReadToken(JsonField field)
    {
        var parts = field.Items().ToList();
        return parts.Count == 2 ? (parts[0].Text(), parts[1].Count()) : throw field.Error("is not a token with its id");
    }
}
