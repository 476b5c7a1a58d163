using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Emend.Text;
using Emend.Text.Files;
using Emend.Text.Training;

namespace Emend.Benchmarks.Text;

/// <summary>
/// Speed of the tokenizers on one core: English and code, in documents of about a page, and single words of a megabyte.
/// The texts are this repository's own: the English of its pages and comments, and its sources; or a file that is named.
/// </summary>
internal static class TokenizerSuite
{
    private const int Document = 4000; // characters

    private static readonly string[] Names = ["gpt2", "llama3", "qwen2", "mistral-v1", "t5-small", "xlm-roberta", "bert-base-uncased"];

    /// <summary>Measures and prints Markdown tables; with the name of a tokenizer only that one, with a file that is the text.</summary>
    public static void Run(string wanted)
    {
        string root = RepositoryFolder();
        string[] names = Names.Contains(wanted) ? [wanted] : Names;
        (string Name, string Text)[] texts = File.Exists(wanted)
            ? [(Path.GetFileName(wanted), File.ReadAllText(wanted))]
            : [("English", English(root)), ("code", ReadAll(root, "*.cs"))];
        Console.WriteLine("| tokenizer | text | MB/s | tokens/s | bytes allocated a character |");
        Console.WriteLine("|---|---|---:|---:|---:|");
        foreach (string name in names)
        {
            var tokenizer = Load(Path.Combine(root, "tests", "Emend.Tests", "Golden", "tokenizers", name + ".zip"));
            foreach (var (kind, text) in texts)
                MeasureText(name, tokenizer, kind, text);
        }
        Console.WriteLine();
        Console.WriteLine("| tokenizer | one word of 1 MB | ms |");
        Console.WriteLine("|---|---|---:|");
        foreach (string name in names)
            MeasureWords(name, Load(Path.Combine(root, "tests", "Emend.Tests", "Golden", "tokenizers", name + ".zip")));
        Console.WriteLine();
        MeasureTraining(texts[0].Text);
    }

    private static void MeasureText(string name, Tokenizer tokenizer, string kind, string text)
    {
        string[] documents = [.. text.Chunk(Document).Select(units => new string(units))];
        long Pass() => documents.Sum(document => (long)tokenizer.Encode(document).Count);
        Pass();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long tokens = Pass();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        double seconds = Best(() => Pass());
        Print($"| {name} | {kind} | {ByteCount(text) / seconds / 1e6:0.0} | {tokens / seconds / 1e6:0.0} M | {allocated / (double)text.Length:0} |");
    }

    private static void MeasureWords(string name, Tokenizer tokenizer)
    {
        foreach (var (what, word) in new[] { ("one letter", new string('a', 1_000_000)), ("one space", new string(' ', 1_000_000)), ("random letters", RandomLetters()) })
        {
            Print($"| {name} | {what} | {1000 * Best(() => tokenizer.Encode(word)):0} |");
        }
    }

    // the best of a few, because neighbours on the machine come and go
    private static double Best(Action action)
    {
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5 && (i < 2 || Stopwatch.GetElapsedTime(begin).TotalSeconds < 2); i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static void MeasureTraining(string text)
    {
        string[] documents = text.Split('\n');
        long start = Stopwatch.GetTimestamp();
        var trained = BytePairTrainer.Train(documents, new() { VocabularySize = 4096 });
        Print($"Training {trained.Tokens.Count} tokens on {ByteCount(text) / 1e6:0.0} MB: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s.");
    }

    private static string RandomLetters()
    {
        var random = new Random(1);
        return string.Create(1_000_000, random, static (letters, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz", letters));
    }

    private static Tokenizer Load(string archive)
    {
        using var files = ZipFile.OpenRead(archive);
        return Tokenizer.Load(new TokenizerFiles(archive, name =>
        {
            if (files.GetEntry(name) is not { } entry)
                return null;
            using var stream = entry.Open();
            using var contents = new MemoryStream();
            stream.CopyTo(contents);
            return contents.ToArray();
        }));
    }

    private static string English(string root)
    {
        var comments = ReadAll(root, "*.cs").Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("//", StringComparison.Ordinal))
            .Select(line => line.TrimStart('/', ' ').Replace("<summary>", "", StringComparison.Ordinal).Replace("</summary>", "", StringComparison.Ordinal));
        return ReadAll(root, "*.md") + string.Join('\n', comments);
    }

    private static string ReadAll(string root, string pattern) => string.Concat(
        Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("artifacts", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText));

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Emend.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tokenizer benchmark runs inside the repository.");
    }

    private static int ByteCount(string text) => System.Text.Encoding.UTF8.GetByteCount(text);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
