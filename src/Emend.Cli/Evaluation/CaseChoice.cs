using System.Security.Cryptography;
using System.Text;
using Emend.Evaluation;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Pretraining;
using Emend.Proof;

namespace Emend.Cli.Evaluation;

/// <summary>The cases of a data set: from a file, from the sample that ships with Emend, or made of the model's own facts.</summary>
internal sealed class CaseChoice
{
    public const string Known = "known";

    private readonly IDataset? dataset;

    /// <summary>Looks for the data; nothing is read yet.</summary>
    /// <exception cref="UsageException">There is no such data set, or no file of it.</exception>
    public CaseChoice(string name, string? file, string? variant)
    {
        if (name.Equals(Known, StringComparison.OrdinalIgnoreCase))
        {
            if (file is not null) throw new UsageException($"{Known} are the model's own facts: leave --data out.");
            return;
        }

        try
        {
            dataset = DatasetList.Find(name);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{error.Message} Or {Known}: the model's own facts.");
        }

        Name = dataset.Name;
        Variant = variant;
        if (variant is null && dataset is { Variants.Count: > 0, DefaultVariant: null })
            throw new UsageException($"{dataset.Name} can be read in several ways: choose one with --variant: {string.Join("; ", dataset.Variants.Select(one => $"{one.Name} ({one.Description})"))}.");
        if (variant is not null && !dataset.Variants.Any(one => one.Name.Equals(variant, StringComparison.OrdinalIgnoreCase)))
            throw new UsageException(dataset.Variants.Count == 0 ? $"{dataset.Name} has no variants: leave --variant out." : $"{dataset.Name} has no variant {variant}: choose one of {string.Join(", ", dataset.Variants.Select(one => one.Name))}.");
        Path = file ?? Bundled(dataset.Name)
            ?? throw new UsageException($"No file of {dataset.Name} ships with Emend: give one with --data FILE; it is published at {dataset.Origin} ({dataset.Licence}).");
        if (!File.Exists(Path) && !Directory.Exists(Path))
            throw new UsageException($"There is no file {Path}: give a file of {dataset.Name}, which is published at {dataset.Origin}.");
    }

    public string Name { get; } = Known;

    public string? Variant { get; }

    /// <summary>The file; null for the model's own facts.</summary>
    public string? Path { get; }

    /// <summary>What was found while the cases were read.</summary>
    public ReadingLog Log { get; private set; } = new();

    /// <summary>The sample of a data set that ships with Emend; null if there is none.</summary>
    public static string? Bundled(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var path = System.IO.Path.Combine(folder, "assets", "datasets", name + ".json.gz");
            if (File.Exists(path)) return path;
        }

        return null;
    }

    /// <summary>The hash of the file, or of all files in the folder; null for the model's own facts.</summary>
    public string? Hash(CancellationToken cancel)
    {
        if (Path is null) return null;
        var files = Directory.Exists(Path) ? Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray() : [Path];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            if (files.Length == 1) return HashOf(file);
            hash.AppendData(Encoding.UTF8.GetBytes(System.IO.Path.GetRelativePath(Path, file)));
            hash.AppendData(Convert.FromHexString(HashOf(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of a file.</summary>
    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The cases; every enumeration gives the same, and what a file holds is read anew each time.</summary>
    public IEnumerable<EditCase> Read(LanguageModel model, int? limit, bool skipBad, int seed, CancellationToken cancel) =>
        dataset is null ? OfModel(model, limit, seed, cancel) : OfFile(skipBad, cancel);

    private IEnumerable<EditCase> OfFile(bool skipBad, CancellationToken cancel)
    {
        Log = new ReadingLog();
        foreach (var one in dataset!.Read(Path!, new DatasetOptions { Variant = Variant, SkipBad = skipBad, Log = Log }))
        {
            cancel.ThrowIfCancellationRequested();
            yield return one;
        }
    }

    private static List<EditCase> OfModel(LanguageModel model, int? limit, int seed, CancellationToken cancel)
    {
        if (KnownFacts.Beside(model) is null)
            throw new UsageException($"It is not known what {model.Name} was taught: there is no facts.jsonl in {model.Folder}.");
        var cases = new List<EditCase>();
        foreach (var one in new KnownFactCases(World.Load(model.Folder), seed, FactPart.Test).Take(model, limit ?? int.MaxValue))
        {
            cancel.ThrowIfCancellationRequested();
            cases.Add(one);
        }

        return cases;
    }
}
