using Emend.Text.Decoders;
using Emend.Text.Models;
using Emend.Text.Normalizers;
using Emend.Text.PostProcessors;

namespace Emend.Text.Files;

/// <summary>Reads the older layout of BERT's tokenizers: <c>vocab.txt</c>, one token a line.</summary>
internal static class VocabularyTextFolder
{
    private const int LongestWord = 100;

    /// <summary>Reads the file, with the settings of the configuration.</summary>
    public static TokenizerParts Read(byte[] file, TokenizerConfiguration configuration)
    {
        var vocabulary = ReadVocabulary(file);
        var added = configuration.AddedTokens(vocabulary);
        bool lowercase = configuration.Boolean("do_lower_case", true);
        return new TokenizerParts
        {
            Normalizer = new BertNormalizer(
                cleanText: true,
                configuration.Boolean("tokenize_chinese_chars", true),
                configuration.Boolean("strip_accents", lowercase),
                lowercase),
            PreTokenizer = PreTokenizerJson.CreateBert(),
            Model = new WordPieceModel(vocabulary, configuration.TokenOf("unk_token") ?? "[UNK]", "##", LongestWord),
            PostProcessor = BertPostProcessor.Create(Find("sep_token", "[SEP]"), Find("cls_token", "[CLS]")),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            AddedTokens = added,
        };

        (string Token, int Id) Find(string role, string fallback)
        {
            string content = configuration.TokenOf(role) ?? fallback;
            int? id = added.FirstOrDefault(token => token.Content == content)?.Id;
            if (id is null && vocabulary.TryGetId(content, out int found))
                id = found;
            return (content, id ?? throw new TokenizerFormatException($"vocab.txt: the special token '{content}' is not in the vocabulary."));
        }
    }

    private static Vocabulary ReadVocabulary(byte[] file)
    {
        var tokens = new List<KeyValuePair<string, int>>();
        using var reader = new StreamReader(new MemoryStream(file));
        while (reader.ReadLine() is { } line)
            tokens.Add(KeyValuePair.Create(line.TrimEnd(), tokens.Count));
        return new Vocabulary(tokens);
    }
}
