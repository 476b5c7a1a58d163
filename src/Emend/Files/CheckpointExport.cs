using Emend.Files.Pickle;
using Emend.Models;
using Emend.Tensors;

namespace Emend.Files;

/// <summary>
/// Writes an edited model as a Hugging Face checkpoint: the original's names, shapes, types, files and metadata, byte for
/// byte the same but for the weights that the edits change, with the original's configuration and tokenizer beside them.
/// Files of torch's own format become safetensors files.
/// </summary>
public static class CheckpointExport
{
    // other tools would load these in place of the edited weights
    private static readonly HashSet<string> WeightFormats = new(StringComparer.OrdinalIgnoreCase)
    {
        ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".onnx_data", ".gguf", ".ot", ".tflite",
    };

    /// <summary>Writes a model with edits to a new folder; the folder appears whole or not at all.</summary>
    /// <param name="model">The unedited model, as it was loaded.</param>
    /// <param name="edits">The edits, in their order.</param>
    /// <param name="folder">The folder to write; it must not exist, or be empty.</param>
    /// <param name="progress">Hears which part of the bytes is written, 0 to 1.</param>
    /// <param name="cancel">Stops; nothing is left behind.</param>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">An edit changes a weight that the model does not have in this form.</exception>
    /// <exception cref="ArithmeticException">An edited weight is too large for the type that the checkpoint stores.</exception>
    public static void Save(LanguageModel model, IReadOnlyList<Edit> edits, string folder, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var checkpoint = Checkpoint.Open(model.Folder);
        var changes = new Dictionary<string, List<WeightDelta>>(StringComparer.Ordinal);
        foreach (var delta in edits.SelectMany(edit => edit.Deltas))
        {
            var stored = StoredName(checkpoint, model.Weights.Prefix, delta);
            if (!changes.TryGetValue(stored, out var list))
                changes.Add(stored, list = []);
            list.Add(delta);
        }

        var bytes = checkpoint.Files.Sum(file => file.Length);
        var written = new CountingProgress(bytes, progress, cancel);
        AtomicFolder.Write(folder, bytes, target =>
        {
            foreach (var file in checkpoint.Files)
            {
                if (file is SafetensorsFile safetensors)
                    Write(safetensors, changes, Path.Combine(target, Path.GetFileName(file.Path)), written);
                else
                    Write((TorchFile)file, changes, Path.Combine(target, TorchExport.NameFor(file)), written);
            }

            if (checkpoint.Index is not null && checkpoint.Files[0] is TorchFile)
                TorchExport.WriteIndex(checkpoint, target);
            CopyOthers(model.Folder, target, cancel);
        });
    }

    private static string StoredName(Checkpoint checkpoint, string prefix, WeightDelta delta)
    {
        var name = delta.Weight;
        var stored = StoredNames.Find(checkpoint, name, prefix) ?? throw new InvalidDataException(
            $"The edit changes {Quoted.Text(name)}, but {checkpoint.Folder} has no such weight: the edit was made for another model.");
        var entry = checkpoint.Entry(stored);
        return entry.Shape == delta.Shape ? stored : throw new InvalidDataException(
            $"The edit changes {Quoted.Text(name)} as a tensor of shape {delta.Shape}, but in {checkpoint.Folder} it has the shape {entry.Shape}: the edit was made for another model.");
    }

    private static void Write(SafetensorsFile file, Dictionary<string, List<WeightDelta>> changes, string path, CountingProgress written) =>
        AtomicFile.Write(path, file.Length, stream =>
        {
            using var counted = new CountingStream(stream, count => written.Add(count));
            file.CopyTo(0, file.DataStart, counted);
            foreach (var entry in file.Entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.Length))
            {
                if (changes.TryGetValue(entry.Name, out var deltas))
                    WriteEdited(file, entry.Name, deltas, counted);
                else
                    file.CopyTo(entry.Start, entry.Length, counted);
            }
        });

    private static void Write(TorchFile file, Dictionary<string, List<WeightDelta>> changes, string path, CountingProgress written)
    {
        TorchExport.Write(file, path, name => changes.TryGetValue(name, out var deltas) ? stream => WriteEdited(file, name, deltas, stream) : null);
        written.Add(file.Length);
    }

    private static void WriteEdited(ICheckpointFile file, string name, List<WeightDelta> deltas, Stream stream)
    {
        using var workspace = Workspace.Begin();
        var original = file.Tensor(name);
        var edited = deltas.Aggregate(original, (weight, delta) => delta.ApplyTo(weight));
        Rounding.RequireInRange(edited, original.Type, name);
        Rounding.Write(edited, original.Type, stream);
    }

    private static void CopyOthers(string source, string target, CancellationToken cancel)
    {
        foreach (var path in Directory.EnumerateFiles(source))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            var isForeignIndex = name.EndsWith(".index.json", StringComparison.Ordinal) && name != Checkpoint.IndexFile;
            if (!name.StartsWith('.') && !isForeignIndex && !WeightFormats.Contains(Path.GetExtension(name)))
                Copy(path, Path.Combine(target, name));
        }
    }

    // not File.Copy, which would carry a cache's read-only permissions along
    private static void Copy(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read);
        AtomicFile.Write(to, source.Length, source.CopyTo);
    }
}
