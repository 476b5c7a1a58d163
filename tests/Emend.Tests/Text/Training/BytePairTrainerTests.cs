using System.Text.Json;
using Emend.Text.Training;

namespace Emend.Tests.Text.Training;

public sealed class BytePairTrainerTests
{
    private static readonly string[] Words = ["roses", "are", "red", "voilets", "are", "blue", "BERT", "is", "big", "and", "so", "is", "GPT-2"];

    // Origin: the unit test of BpeTrainer in the Hugging Face tokenizers library.
    [Fact]
    public void Train_Finds_The_Merges_Of_The_Reference()
    {
        var trained = BytePairTrainer.Train(Words, new() { MinFrequency = 2 });
        trained.Merges.ShouldBe([("r", "e"), ("a", "re"), ("i", "s")]);
        trained.Tokens.Count.ShouldBe(256 + 3);
        trained.Tokens.TakeLast(3).ShouldBe(["re", "are", "is"]);
    }

    [Fact]
    public void Train_Gives_Special_Tokens_The_First_Ids_And_Bytes_The_Next()
    {
        var trained = BytePairTrainer.Train(Words, new() { VocabularySize = 258, SpecialTokens = ["<|endoftext|>"] });
        trained.Tokens[0].ShouldBe("<|endoftext|>");
        trained.Tokens[1].ShouldBe("!");
        trained.Tokens[256].ShouldBe("Ń");
        trained.Tokens.Count.ShouldBe(258);
        var tokenizer = trained.ToTokenizer();
        tokenizer.VocabularySize.ShouldBe(258);
        tokenizer.IsSpecial(0).ShouldBeTrue();
        tokenizer.Encode("are<|endoftext|>").Tokens.ShouldBe(["a", "re", "<|endoftext|>"]);
    }

    [Fact]
    public void Train_Stops_When_No_Pair_Is_Left()
    {
        BytePairTrainer.Train(["ab ab"], new()).Tokens.Skip(256).ShouldBe(["ab", "Ġab"]);
        BytePairTrainer.Train([], new()).Tokens.Count.ShouldBe(256);
        BytePairTrainer.Train(["ab ab"], new() { AddPrefixSpace = true }).Tokens.Skip(256).ShouldBe(["ab", "Ġab"]);
    }

    // A slow trainer that counts all pairs anew for every merge.
    [Fact]
    public void Train_Merges_The_Most_Frequent_Pair_First_Lower_Ids_Among_Equals()
    {
        string text = string.Join(' ', Enumerable.Range(0, 400).Select(number => $"{number * number % 97} {number:X} w{number % 13}{number % 7}"));
        var trained = BytePairTrainer.Train([text], new() { VocabularySize = 256 + 120 });
        var words = Emend.Text.PreTokenizers.ByteSymbols.InVocabularyOrder().Select(symbol => symbol.ToString()).ToList();
        var corpus = System.Text.RegularExpressions.Regex.Matches(text, @" ?[a-zA-Z]+| ?[0-9]+")
            .Select(match => match.Value.Replace(' ', 'Ġ').Select(symbol => words.IndexOf(symbol.ToString())).ToList()).ToList();
        foreach (var merge in trained.Merges)
        {
            var best = corpus.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
            (words[best.First], words[best.Second]).ShouldBe(merge);
            words.Add(merge.Left + merge.Right);
            foreach (var word in corpus)
                for (int index = 0; index + 1 < word.Count; index++)
                    if ((word[index], word[index + 1]) == best)
                    {
                        word[index] = words.Count - 1;
                        word.RemoveAt(index + 1);
                    }
        }
        words.ShouldBe(trained.Tokens);
    }

    [Fact]
    public void Save_Writes_The_Layout_Of_The_Reference()
    {
        var trained = BytePairTrainer.Train(Words, new() { VocabularySize = 260, SpecialTokens = ["<|endoftext|>"], AddPrefixSpace = true });
        string folder = Directory.CreateTempSubdirectory("emend-").FullName;
        try
        {
            trained.Save(folder);
            byte[] first = File.ReadAllBytes(Path.Combine(folder, "tokenizer.json"));
            trained.Save(folder);
            File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")).ShouldBe(first);
            var json = JsonDocument.Parse(first).RootElement;
            json.GetProperty("pre_tokenizer").GetRawText().ReplaceLineEndings("").Replace(" ", "").ShouldBe(
                """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""");
            json.GetProperty("model").GetProperty("merges")[0].GetArrayLength().ShouldBe(2);
            Emend.Text.Tokenizer.Load(folder).Encode("are is").Ids.ShouldBe(trained.ToTokenizer().Encode("are is").Ids);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
