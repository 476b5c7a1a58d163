using System.Text.Json;
using Emend.Files.Pickle;

namespace Emend.Files;

/// <summary>
/// Writes files of torch's format as safetensors files: the same names, shapes and types, one file for each. Nobody
/// has to unpickle an edited model.
/// </summary>
internal static class TorchExport
{
    private const string TorchPrefix = "pytorch_model";

    /// <summary>What a file of torch's format becomes: <c>pytorch_model-00001-of-00002.bin</c> is <c>model-00001-of-00002.safetensors</c>.</summary>
    public static string NameFor(ICheckpointFile file)
    {
        var stem = Path.GetFileNameWithoutExtension(file.Path);
        return (stem.StartsWith(TorchPrefix, StringComparison.Ordinal) ? "model" + stem[TorchPrefix.Length..] : stem) + ".safetensors";
    }

    /// <summary>Writes one file.</summary>
    /// <param name="file">The original.</param>
    /// <param name="path">Where to write.</param>
    /// <param name="edited">Writes the bytes of a tensor that an edit changes; null for one that none does.</param>
    public static void Write(TorchFile file, string path, Func<string, Action<Stream>?> edited)
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });

        // wide elements first, so that each lies at a multiple of its size
        foreach (var entry in file.Entries.OrderByDescending(entry => entry.Type.Size()))
        {
            // what shares memory in torch changes together
            var write = file.NamesOfSame(entry.Name).Select(edited).FirstOrDefault(write => write is not null);
            writer.Add(entry.Name, entry.Type, entry.Shape, write ?? (stream => file.CopyTo(entry.Name, stream)));
        }

        writer.Save(path);
    }

    /// <summary>Writes the index of several files.</summary>
    public static void WriteIndex(Checkpoint checkpoint, string folder)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", checkpoint.Files.SelectMany(file => file.Entries).Sum(entry => entry.Shape.Count * entry.Type.Size()));
            json.WriteEndObject();
            json.WriteStartObject("weight_map");
            foreach (var name in checkpoint.Names.Order(StringComparer.Ordinal))
                json.WriteString(name, NameFor(checkpoint.FileOf(name)));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        AtomicFile.Write(Path.Combine(folder, Checkpoint.IndexFile), stream.ToArray());
    }
}
