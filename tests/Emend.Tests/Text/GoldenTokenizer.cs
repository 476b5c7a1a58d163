using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Emend.Text;
using Emend.Text.Files;

namespace Emend.Tests.Text;

/// <summary>
/// A tokenizer of Golden/tokenizers with its reference values: made with the Python packages tokenizers 0.23.3 and
/// sentencepiece 0.2.3.
/// </summary>
internal sealed class GoldenTokenizer
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizers");

    private static readonly ConcurrentDictionary<string, GoldenTokenizer> Opened = new();

    private readonly Dictionary<string, byte[]> files = [];
    private readonly Lazy<Tokenizer> tokenizer;
    private readonly Lazy<JsonElement> reference;

    private GoldenTokenizer(string name)
    {
        tokenizer = new(() => LoadWithout());
        reference = new(() => Json("golden.json"));
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, name + ".zip"));
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var contents = new MemoryStream();
            stream.CopyTo(contents);
            files.Add(entry.Name, contents.ToArray());
        }
    }

    public static GoldenTokenizer Open(string name) => Opened.GetOrAdd(name, static name => new GoldenTokenizer(name));

    /// <summary>The tokenizer as its files declare it.</summary>
    public Tokenizer Tokenizer => tokenizer.Value;

    /// <summary>The reference values of <c>golden.json</c>.</summary>
    public JsonElement Reference => reference.Value;

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.zip").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public bool Has(string file) => files.ContainsKey(file);

    public byte[] Bytes(string file) => files[file];

    public JsonElement Json(string file) => JsonDocument.Parse(files[file]).RootElement;

    /// <summary>The tokenizer as its files declare it when some of them are missing.</summary>
    public Tokenizer LoadWithout(params string[] without) =>
        Tokenizer.Load(new TokenizerFiles("the archive", name => without.Contains(name) ? null : files.GetValueOrDefault(name)));
}
