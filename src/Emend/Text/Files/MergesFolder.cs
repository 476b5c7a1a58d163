using System.Text;
using Emend.Text.Decoders;
using Emend.Text.Models;
using Emend.Text.Normalizers;
using Emend.Text.Patterns;
using Emend.Text.PostProcessors;
using Emend.Text.PreTokenizers;

namespace Emend.Text.Files;

/// <summary>Reads the older layout of byte-level tokenizers: <c>vocab.json</c> and <c>merges.txt</c>.</summary>
internal static class MergesFolder
{
    private const string Qwen2Expression =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Reads the two files as the class of the tokenizer asks.</summary>
    public static TokenizerParts Read(JsonField vocabularyFile, byte[] mergesFile, TokenizerConfiguration configuration)
    {
        var vocabulary = VocabularyJson.Read(vocabularyFile);
        var merges = BytePairFile.ReadMerges("merges.txt", MergeLines(mergesFile), vocabulary, continuingPrefix: null);
        bool addPrefixSpace = configuration.Boolean("add_prefix_space", false);
        var added = configuration.AddedTokens(vocabulary);
        var parts = new TokenizerParts
        {
            Model = new BytePairModel(vocabulary, merges, new BytePairOptions()),
            PreTokenizer = new ByteLevelPreTokenizer(addPrefixSpace, useRegex: true),
            PostProcessor = new ByteLevelPostProcessor(addPrefixSpace: true, trimOffsets: false),
            Decoder = new ByteLevelDecoder(),
            AddedTokens = added,
        };
        switch (configuration.ClassName)
        {
            case null or "GPT2Tokenizer" or "CodeGenTokenizer" or "WhisperTokenizer" or "BloomTokenizer" or "PreTrainedTokenizerFast":
                return configuration.Boolean("add_bos_token", false) && configuration.TokenOf("bos_token") is { } bos
                    ? parts with { PostProcessor = CreateBeginning((bos, IdOf(bos))) }
                    : parts;
            case "GPTNeoXTokenizer":
                return parts with { Normalizer = new UnicodeNormalizer(NormalizationForm.FormC) };
            case "RobertaTokenizer" or "BartTokenizer" or "LongformerTokenizer" or "LEDTokenizer" or "MvpTokenizer":
                return parts with { PostProcessor = CreateRoberta() };
            case "Qwen2Tokenizer":
                return parts with
                {
                    Normalizer = new UnicodeNormalizer(NormalizationForm.FormC),
                    PreTokenizer = new PreTokenizerSequence(
                    [
                        new SplitPreTokenizer(TextPattern.Parse(Qwen2Expression), SplitBehavior.Isolated, invert: false),
                        new ByteLevelPreTokenizer(addPrefixSpace, useRegex: false),
                    ]),
                };
            case var name:
                throw new TokenizerFormatException(
                    $"tokenizer_config.json: the tokenizer class '{name}' is not supported without a tokenizer.json.");
        }

        RobertaPostProcessor CreateRoberta()
        {
            string separator = configuration.TokenOf("sep_token") ?? "</s>";
            string beginning = configuration.TokenOf("cls_token") ?? "<s>";
            return new RobertaPostProcessor(
                (separator, IdOf(separator)), (beginning, IdOf(beginning)), configuration.Boolean("trim_offsets", true), addPrefixSpace);
        }

        int IdOf(string content) => added.FirstOrDefault(token => token.Content == content)?.Id
            ?? (vocabulary.TryGetId(content, out int id)
                ? id
                : throw new TokenizerFormatException($"vocab.json: the special token '{content}' is not in the vocabulary."));
    }

    private static TemplatePostProcessor CreateBeginning((string Token, int Id) token)
    {
        var beginning = new TemplatePiece(null, [token], 0);
        var first = new TemplatePiece(0, [], 0);
        return new TemplatePostProcessor([beginning, first], [beginning, first, beginning, new TemplatePiece(1, [], 0)]);
    }

    private static IEnumerable<(string Left, string Right)> MergeLines(byte[] file)
    {
        int number = 0;
        using var reader = new StreamReader(new MemoryStream(file));
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.StartsWith("#version", StringComparison.Ordinal) || line.Length == 0)
                continue;
            yield return BytePairFile.SplitMerge(line)
                ?? throw new TokenizerFormatException($"merges.txt: line {number} is not two tokens with a space between them.");
        }
    }
}
