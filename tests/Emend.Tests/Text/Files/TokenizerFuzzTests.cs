using Emend.Tests.Fuzzing;
using Emend.Text;
using Emend.Text.Files;
using Xunit.Abstractions;

namespace Emend.Tests.Text.Files;

/// <summary>Damaged files of all layouts are read or refused with a sentence; see <see cref="FuzzRun"/> for more of them.</summary>
public sealed class TokenizerFuzzTests(ITestOutputHelper output)
{
    private static readonly Mutator Mutator = new(
        "\"type\"", "\"Sequence\"", "\"BPE\"", "\"Unigram\"", "\"WordPiece\"", "\"vocab\"", "\"merges\"", "\"Ġ t\"", "\"(a*)*$\"", "\"[[\"",
        "{\"Regex\":\"\"}", "{\"String\":\"\"}", "\"<0x41>\"", "\"A\"", "<s>", "▁", "\u0080\u0080\u0080\u0080\u0001");

    [Fact]
    public void Damaged_Files_Are_Read_Or_Refused()
    {
        // what is loaded once for all does not count as memory of a file
        foreach (var files in SmallTokenizers.All)
            Use(Tokenizer.Load(new TokenizerFiles("memory", files.GetValueOrDefault)));

        // The file to read is the damaged one with the others behind it: memory is measured against all that are read.
        Dictionary<string, byte[]> current = [];
        string damaged = "";
        int length = 0;
        int accepted = FuzzRun.Check(
            random =>
            {
                current = SmallTokenizers.All[random.Next(SmallTokenizers.All.Count)];
                damaged = current.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(current.Count));
                byte[] contents = Mutator.Mutate(current[damaged], random);
                length = contents.Length;
                foreach (var (_, other) in current.Where(file => file.Key != damaged))
                    contents = [.. contents, .. other];
                return contents;
            },
            path => Use(Tokenizer.Load(new TokenizerFiles(
                "memory", name => name == damaged ? File.ReadAllBytes(path)[..length] : current.GetValueOrDefault(name)))),
            error => error is TokenizerFormatException);
        output.WriteLine($"{FuzzRun.Files} files, {accepted} accepted");
        accepted.ShouldBeInRange(FuzzRun.Files / 100, FuzzRun.Files * 9 / 10);
    }

    private static void Use(Tokenizer tokenizer)
    {
        var encoding = tokenizer.EncodePair("Hello, <s>world</s>! 日本語 👨‍👩‍👧‍👦", "é̂ ﬁ\t[MASK] \uD800");
        encoding.CodePointOffsets().Length.ShouldBe(encoding.Count);
        tokenizer.Decode(encoding.Ids, skipSpecial: false);
        tokenizer.Decode(Enumerable.Range(0, 300));
    }
}
