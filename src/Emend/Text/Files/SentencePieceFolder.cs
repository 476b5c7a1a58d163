using Emend.Text.Models;
using Emend.Text.PostProcessors;
using Emend.Text.SentencePiece;

namespace Emend.Text.Files;

/// <summary>Makes a tokenizer of a SentencePiece <c>.model</c> file, which behaves as SentencePiece itself does.</summary>
internal static class SentencePieceFolder
{
    /// <summary>The names such a file has in checkpoints.</summary>
    public static readonly string[] FileNames = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "spm.model", "source.spm"];

    /// <summary>Reads a file.</summary>
    public static TokenizerParts Read(string name, ReadOnlySpan<byte> contents, TokenizerConfiguration configuration)
    {
        try
        {
            return Create(ModelFile.Read(contents), configuration);
        }
        catch (FormatException error) when (error is not TokenizerFormatException)
        {
            throw new TokenizerFormatException($"{name}: the file {error.Message}.", error);
        }
    }

    private static TokenizerParts Create(ModelFile model, TokenizerConfiguration configuration)
    {
        if (model.SpaceIsSuffix || model.HasDenormalizer)
            throw new FormatException("puts spaces after words or changes decoded text, which is not supported");
        var table = new PieceTable(model);
        IModel algorithm = model.Kind switch
        {
            1 => new PieceUnigramModel(table),
            2 => new PieceBytePairModel(table),
            _ => throw new FormatException($"is a model of the kind {model.Kind}, which is not supported: only unigram (1) and byte-pair (2) models are"),
        };
        return new TokenizerParts
        {
            Model = algorithm,
            Normalizer = new PieceNormalizer(model, table),
            PostProcessor = CreatePostProcessor(table, configuration),
            Decoder = new PieceDecoder(model, table),
            ControlIds = Enumerable.Range(0, table.Pieces.Count).Where(id => table.Pieces[id].Kind == PieceKind.Control).ToHashSet(),
        };
    }

    // The special tokens that the class of the tokenizer puts around a text.
    private static TemplatePostProcessor? CreatePostProcessor(PieceTable table, TokenizerConfiguration configuration)
    {
        string? name = configuration.ClassName;
        bool isLlama = name is "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer";
        var before = Find(configuration.Boolean("add_bos_token", isLlama), "bos_token", name == "GemmaTokenizer" ? "<bos>" : "<s>");
        var after = Find(configuration.Boolean("add_eos_token", name is "T5Tokenizer"), "eos_token", "</s>");
        if (name is "AlbertTokenizer")
            (before, after) = (Find(true, "cls_token", "[CLS]"), Find(true, "sep_token", "[SEP]"));
        if (before.Count + after.Count == 0)
            return null;
        var first = new TemplatePiece(0, [], 0);
        var second = new TemplatePiece(1, [], 0);
        var opening = new TemplatePiece(null, before, 0);
        var closing = new TemplatePiece(null, after, 0);
        return new TemplatePostProcessor([opening, first, closing], isLlama
            ? [opening, first, closing, opening, second, closing]
            : [opening, first, closing, second, closing]);

        IReadOnlyList<(string Token, int Id)> Find(bool isWanted, string role, string fallback)
        {
            string content = configuration.TokenOf(role) ?? fallback;
            int id = table.IdOf(content);
            return isWanted && id != table.UnknownId ? [(content, id)] : [];
        }
    }
}
