using Emend.Files.Pickle;
using Emend.Tensors;

namespace Emend.Files;

/// <summary>
/// The weights of a model folder in Hugging Face layout: one <c>model.safetensors</c>, or several files with a
/// <c>model.safetensors.index.json</c>; where there are none, <c>pytorch_model.bin</c>, one or several. Opening reads
/// headers only.
/// </summary>
public sealed class Checkpoint
{
    /// <summary>The name of the file that holds all weights.</summary>
    public const string SingleFile = "model.safetensors";

    /// <summary>The name of the file that says which of several files holds which weight.</summary>
    public const string IndexFile = "model.safetensors.index.json";

    /// <summary>The name of the file that holds all weights in torch's own format.</summary>
    public const string SingleTorchFile = "pytorch_model.bin";

    /// <summary>The name of the file that says which of several files in torch's format holds which weight.</summary>
    public const string TorchIndexFile = "pytorch_model.bin.index.json";

    private readonly Dictionary<string, ICheckpointFile> byName;

    private Checkpoint(string folder, IReadOnlyList<ICheckpointFile> files, string? index)
    {
        Folder = folder;
        Files = files;
        Index = index;
        byName = new(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var entry in file.Entries)
            {
                if (!byName.TryAdd(entry.Name, file))
                    throw new InvalidDataException($"The tensor {Quoted.Text(entry.Name)} is in both {byName[entry.Name].Path} and {file.Path}.");
            }
        }

        Names = [.. byName.Keys];
    }

    /// <summary>The model's folder.</summary>
    public string Folder { get; }

    /// <summary>The files that hold the weights, in the order of their names.</summary>
    public IReadOnlyList<ICheckpointFile> Files { get; }

    /// <summary>Where the index of a checkpoint in several files is; null for a single file.</summary>
    public string? Index { get; }

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A weight over the file's pages, without a copy where its elements lie in order.</summary>
    /// <exception cref="WeightNotFoundException">The checkpoint has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The tensor is not stored as F32, F16 or BF16.</exception>
    public Tensor this[string name] => FileOf(name).Tensor(name);

    /// <summary>Opens the checkpoint in a folder.</summary>
    /// <exception cref="FileNotFoundException">The folder, its weights or one of its files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not sound; the message says which and why.</exception>
    public static Checkpoint Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        foreach (var (single, index) in (ReadOnlySpan<(string, string)>)[(SingleFile, IndexFile), (SingleTorchFile, TorchIndexFile)])
        {
            if (File.Exists(Path.Combine(folder, single)))
                return new Checkpoint(folder, [OpenFile(Path.Combine(folder, single))], null);
            if (File.Exists(Path.Combine(folder, index)))
                return OpenSeveral(folder, Path.Combine(folder, index));
        }

        throw new FileNotFoundException(
            $"The folder {folder} holds no model: none of {SingleFile}, {IndexFile}, {SingleTorchFile} and {TorchIndexFile} is there.", Path.Combine(folder, SingleFile));
    }

    private static Checkpoint OpenSeveral(string folder, string index)
    {
        var map = CheckpointIndex.Read(index);
        var files = new List<ICheckpointFile>();
        foreach (var name in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
                throw new FileNotFoundException($"{index} names the file {Quoted.Text(name)}, which is not there: download the model again.", path);
            files.Add(OpenFile(path));
        }

        var checkpoint = new Checkpoint(folder, files, index);
        var misplaced = map.Where(pair => !checkpoint.byName.TryGetValue(pair.Key, out var file) || Path.GetFileName(file.Path) != pair.Value)
            .Select(pair => pair.Key).ToList();
        return misplaced.Count == 0 ? checkpoint : throw new InvalidDataException(
            $"{misplaced.Count} tensors are not in the files that {index} names: {Quoted.List(misplaced)}.");
    }

    private static ICheckpointFile OpenFile(string path) =>
        Path.GetExtension(path) == ".safetensors" ? SafetensorsFile.Open(path) : TorchFile.Open(path);

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>The file that holds a tensor.</summary>
    /// <exception cref="WeightNotFoundException">The checkpoint has no such tensor.</exception>
    public ICheckpointFile FileOf(string name) => byName.TryGetValue(name, out var file)
        ? file
        : throw new WeightNotFoundException($"The checkpoint {Folder} has no tensor {Quoted.Text(name)}.");

    /// <summary>What its file says of a tensor.</summary>
    /// <exception cref="WeightNotFoundException">The checkpoint has no such tensor.</exception>
    public StoredTensor Entry(string name) => FileOf(name).Entry(name);

    /// <summary>Makes sure that tensors are there, with one message for all that are missing.</summary>
    /// <exception cref="InvalidDataException">Some are missing; the message names them.</exception>
    public void Require(IEnumerable<string> names)
    {
        var missing = names.Where(name => !Contains(name)).ToList();
        if (missing.Count > 0)
            throw new InvalidDataException($"The checkpoint {Folder} lacks {missing.Count} of the model's tensors: {Quoted.List(missing)}.");
    }
}
