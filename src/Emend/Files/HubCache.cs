using System.Buffers;

namespace Emend.Files;

/// <summary>
/// The folder in which Hugging Face's tools keep the models they downloaded (layout and variables as in
/// huggingface_hub: <c>hub/models--{org}--{name}/snapshots/{commit}</c>). It is read, never written to.
/// </summary>
public sealed class HubCache
{
    private const string ModelPrefix = "models--";
    private const string DefaultRevision = "main";

    // organisations that took over the names without one
    private static readonly string[] CanonicalOwners = ["openai-community", "google-t5", "google-bert", "distilbert", "FacebookAI"];

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>A cache at a folder of one's own.</summary>
    public HubCache(string folder) => Folder = folder;

    /// <summary>The cache that the environment names: HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME or ~/.cache.</summary>
    public static HubCache Default => FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>Where the cache is; it may not exist.</summary>
    public string Folder { get; }

    /// <summary>The folder of a model: an existing folder as it is, otherwise a name found in the cache.</summary>
    /// <param name="nameOrFolder">A folder, or a name like <c>openai-community/gpt2</c> or <c>gpt2</c>.</param>
    /// <param name="revision">A branch, tag or commit; the main branch if not given.</param>
    /// <exception cref="DirectoryNotFoundException">There is neither; the message lists the places searched and what to run.</exception>
    public string Resolve(string nameOrFolder, string? revision = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        if (revision is null && Directory.Exists(nameOrFolder))
            return nameOrFolder;
        if (Find(nameOrFolder, revision) is { } folder)
            return folder;
        if (!IsName(nameOrFolder))
            throw new DirectoryNotFoundException($"There is no folder {Quoted.Text(nameOrFolder)}, and it is not a model's name either: those look like openai-community/gpt2.");
        var wanted = revision is null ? "" : $" --revision {revision}";
        throw new DirectoryNotFoundException(
            $"The model {Quoted.Text(nameOrFolder)} is not on this machine (searched: the folder {Path.GetFullPath(nameOrFolder)}; " +
            $"{string.Join("; ", Candidates(nameOrFolder).Select(name => RepositoryFolder(name)))}): " +
            $"run 'hf download {Candidates(nameOrFolder)[^1]}{wanted}' or give the folder of a model.");
    }

    /// <summary>The folder of a model in the cache, or null if it is not there.</summary>
    public string? Find(string name, string? revision = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!IsName(name) || !IsRevision(revision ?? DefaultRevision))
            return null;
        return Candidates(name).Select(candidate => Snapshot(candidate, revision ?? DefaultRevision)).FirstOrDefault(folder => folder is not null);
    }

    /// <summary>The names of the models in the cache, in ordinal order.</summary>
    public IReadOnlyList<string> List()
    {
        if (!Directory.Exists(Folder))
            return [];
        return [.. Directory.EnumerateDirectories(Folder, ModelPrefix + "*")
            .Select(folder => Path.GetFileName(folder)[ModelPrefix.Length..].Replace("--", "/", StringComparison.Ordinal))
            .Where(name => Find(name) is not null)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The cache that some environment names.</summary>
    /// <param name="variable">Reads an environment variable; null or empty if it is not set.</param>
    internal static HubCache FromEnvironment(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var home = Set("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Expanded(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path;

        var hub = Set("HF_HUB_CACHE") ?? Set("HUGGINGFACE_HUB_CACHE");
        if (hub is not null)
            return new HubCache(Expanded(hub));
        var huggingFace = Set("HF_HOME") ?? Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface");
        return new HubCache(Path.Combine(Expanded(huggingFace), "hub"));
    }

    private static string[] Candidates(string name) => name.Contains('/')
        ? [name]
        : [name, .. CanonicalOwners.Where(owner => Owns(owner, name)).Select(owner => $"{owner}/{name}")];

    private static bool Owns(string owner, string name) => owner switch
    {
        "openai-community" => name.StartsWith("gpt2", StringComparison.Ordinal) || name == "openai-gpt",
        "google-t5" => name.StartsWith("t5-", StringComparison.Ordinal),
        "google-bert" => name.StartsWith("bert-", StringComparison.Ordinal),
        "distilbert" => name.StartsWith("distil", StringComparison.Ordinal),
        _ => name.StartsWith("roberta-", StringComparison.Ordinal) || name.StartsWith("xlm-", StringComparison.Ordinal),
    };

    private static bool IsName(string name) =>
        name.Split('/') is { Length: 1 or 2 } parts && Array.TrueForAll(parts, part => part is not ("" or "." or "..")
            && part.AsSpan().IndexOfAnyExcept(NameCharacters) < 0);

    // a revision may hold slashes ("refs/pr/1"), but must not lead out of the folder
    private static bool IsRevision(string revision) =>
        Array.TrueForAll(revision.Split('/'), part => part is not ("" or "." or "..") && part.AsSpan().IndexOfAny("\\:\0") < 0);

    private string RepositoryFolder(string name) =>
        Path.Combine(Folder, ModelPrefix + name.Replace("/", "--", StringComparison.Ordinal));

    private string? Snapshot(string name, string revision)
    {
        var repository = RepositoryFolder(name);
        var reference = Path.Combine(repository, "refs", revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        if (!IsRevision(commit))
            return null;
        var snapshot = Path.Combine(repository, "snapshots", commit);
        return Directory.Exists(snapshot) ? snapshot : null;
    }
}
