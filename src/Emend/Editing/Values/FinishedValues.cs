using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Emend.Editing.Methods;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Editing.Values;

/// <summary>
/// Keeps the values that searches have found in a folder, so that an edit of many facts which was stopped goes on where it was: the
/// same requests with the same settings of the same model find them again, and end in the same bytes.
/// </summary>
/// <param name="folder">The folder; it is made when the first values are written.</param>
/// <example><code>
/// var finished = new FinishedValues("values");
/// Edit edit = await new Memit(model).EditAsync(requests, new EditObserver { Finished = finished });
/// finished.Clear();
/// </code></example>
public sealed class FinishedValues(string folder)
{
    private const string Failures = "failures";

    private readonly List<string> files = []; // that this edit wrote or read

    /// <summary>How many values were found in the folder so far.</summary>
    public int Reused { get; private set; }

    /// <summary>How many values were written to the folder so far.</summary>
    public int Written { get; private set; }

    /// <summary>Deletes what is kept of this edit, and the folder if nothing else is in it: the edit is done.</summary>
    public void Clear()
    {
        files.ForEach(File.Delete);
        files.Clear();
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    /// <summary>Tells a search of some requests from all others: by the model's weights, the search, its settings, and every token.</summary>
    internal static string Key(LanguageModel model, string search, ValueSearchOptions options, IReadOnlyList<RewritePrompts> requests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"values 2 {model.Hash} {search} {JsonSerializer.Serialize(OptionSet.ToJson(options))}");
        foreach (var prompts in requests)
        {
            Add($"{JsonSerializer.Serialize(prompts.Request)} {string.Join(',', prompts.Target)}");
            foreach (var row in prompts.Rewriting.Concat(prompts.Preserving))
                Add($"{row.SubjectLast}: {string.Join(',', row.Tokens)}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>The values of a search that was finished before, or of this one, which are then kept.</summary>
    /// <param name="key">What tells the search from others.</param>
    /// <param name="requests">Its requests.</param>
    /// <param name="search">Makes it.</param>
    internal IReadOnlyList<(FoundValue? Value, string? Failure)> Of(
        string key, IReadOnlyList<RewritePrompts> requests, Func<IReadOnlyList<(FoundValue? Value, string? Failure)>> search)
    {
        var path = Path.Combine(folder, key + ".safetensors");
        files.Add(path);
        if (File.Exists(path))
        {
            var kept = Read(SafetensorsFile.Open(path), requests);
            Reused += kept.Count(one => one.Value is not null);
            return kept;
        }

        var found = search();
        Directory.CreateDirectory(folder);
        Write(path, found);
        Written += found.Count(one => one.Value is not null);
        return found;
    }

    private static void Write(string path, IReadOnlyList<(FoundValue? Value, string? Failure)> found)
    {
        var failures = JsonSerializer.Serialize(found.Select(one => one.Failure).ToArray());
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [Failures] = failures });
        foreach (var (i, one) in found.Index())
        {
            foreach (var (name, tensor) in one.Value is null ? [] : Parts(one.Value))
            {
                if (tensor is not null)
                    writer.Add($"{i}.{name}", tensor);
            }
        }

        writer.Save(path);
    }

    private static IEnumerable<(string Name, Tensor? Tensor)> Parts(FoundValue value) =>
    [
        ("initial", value.Initial),
        ("change", value.Change),
        ("attention-initial", value.AttentionInitial),
        ("attention-change", value.AttentionChange),
        ("loss", value.Loss),
        ("probabilities", value.Probabilities),
        ("keys", value.Keys),
        ("outputs", value.Outputs),
        ("entering", value.Entering?.Stream),
        ("attended", value.Entering?.Attended),
    ];

    private static (FoundValue? Value, string? Failure)[] Read(SafetensorsFile file, IReadOnlyList<RewritePrompts> requests)
    {
        var failures = JsonSerializer.Deserialize<string?[]>(file.Metadata[Failures])!;
        return [.. requests.Select((prompts, i) => (failures[i] is null ? Value(i, prompts) : null, failures[i]))];

        FoundValue Value(int i, RewritePrompts prompts)
        {
            Tensor? Optional(string name) => file.Contains($"{i}.{name}") ? file.Tensor($"{i}.{name}").Copy() : null; // the file may be deleted
            Tensor Part(string name) => Optional(name) ?? throw new InvalidDataException($"{file.Path} lacks {i}.{name}: delete it, and its values are searched again.");
            return new FoundValue
            {
                Prompts = prompts,
                Initial = Part("initial"),
                Change = Part("change"),
                AttentionInitial = Optional("attention-initial"),
                AttentionChange = Optional("attention-change"),
                Loss = Part("loss"),
                Probabilities = Optional("probabilities"),
                Keys = Part("keys"),
                Outputs = Part("outputs"),
                Entering = Optional("entering") is { } entering ? (entering, Part("attended")) : null,
            };
        }
    }
}
