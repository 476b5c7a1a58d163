using Emend.Text.Decoders;
using Emend.Text.Models;
using Emend.Text.PostProcessors;
using Emend.Text.PreTokenizers;

namespace Emend.Text.Files;

/// <summary>Reads the older layout of byte-level tokenizers: <c>vocab.json</c> and <c>merges.txt</c>.</summary>
internal static class MergesFolder
{
    /// <summary>Reads the two files.</summary>
    public static TokenizerParts Read(JsonField vocabularyFile, byte[] mergesFile, TokenizerConfiguration configuration)
    {
        var vocabulary = VocabularyJson.Read(vocabularyFile);
        var merges = BytePairFile.ReadMerges("merges.txt", MergeLines(mergesFile), vocabulary, continuingPrefix: null);
        bool addPrefixSpace = configuration.Boolean("add_prefix_space", false);
        string[] roles = ["bos_token", "eos_token", "unk_token", "pad_token"];
        var added = roles.Select(configuration.TokenOf).OfType<string>().Distinct()
            .Where(content => vocabulary.TryGetId(content, out _))
            .Select(content => new AddedToken(vocabulary.Entries[content], content) { IsSpecial = true, Normalized = true });
        return new TokenizerParts
        {
            Model = new BytePairModel(vocabulary, merges, new BytePairOptions()),
            PreTokenizer = new ByteLevelPreTokenizer(addPrefixSpace, useRegex: true),
            PostProcessor = new ByteLevelPostProcessor(addPrefixSpace: true, trimOffsets: false),
            Decoder = new ByteLevelDecoder(),
            AddedTokens = [.. added],
        };
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
