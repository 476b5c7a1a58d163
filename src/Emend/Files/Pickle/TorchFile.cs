using Emend.Tensors;

namespace Emend.Files.Pickle;

/// <summary>
/// A file that <c>torch.save</c> wrote of a state dictionary (<c>pytorch_model.bin</c>), mapped into memory. Such files
/// are programs for Python's unpickler; here they are read by one that builds tensors and nothing else, and refuses
/// what asks for more by name.
/// </summary>
/// <example><code>
/// var file = TorchFile.Open("pytorch_model.bin");
/// var weight = file.Tensor("h.0.mlp.c_proj.weight");     // no copy
/// </code></example>
public sealed class TorchFile : ICheckpointFile
{
    private const int CopyBlock = 1 << 20;
    private const int TarMark = 257;

    private readonly MappedFile file;
    private readonly Dictionary<string, TorchEntry> byName;

    private TorchFile(MappedFile file, IReadOnlyList<TorchEntry> entries)
    {
        this.file = file;
        Entries = entries;
        byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public long Length => file.Length;

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> Entries { get; }

    /// <summary>Maps a file and checks what it says of its tensors; none is read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not sound, or asks for more than tensors; the message says what.</exception>
    public static TorchFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}.", path);

        // only a sound file is mapped: a mapping lasts until the garbage collector finds it, and there are not many
        var (entries, length) = ReadEntries(path);
        var mapped = MappedFile.Open(path);
        return mapped.Length == length
            ? new TorchFile(mapped, entries)
            : throw new InvalidDataException($"{path} changed while it was being opened: open it again.");
    }

    /// <inheritdoc/>
    public StoredTensor Entry(string name) => Find(name);

    /// <inheritdoc/>
    public Tensor Tensor(string name)
    {
        var (entry, view) = (Find(name), Find(name).Tensor);
        var type = entry.Type.AsElementType() ?? throw new InvalidDataException(
            $"The tensor {Quoted.Text(name)} of {Path} is stored as {entry.Type.FormatName()}, but weights are F32, F16 or BF16.");
        return view.IsContiguous ? file.Tensor(view.Start, type, view.Shape) : file.Tensor(view.Start, type, view.Shape, view.Strides);
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var view = Find(name).Tensor;
        var size = view.Storage.Type.Size();
        if (!view.IsContiguous)
        {
            var bytes = new byte[view.Shape.Count * size];
            file.Gather(view.Start, size, view.Shape, view.Strides, bytes);
            target.Write(bytes);
            return;
        }

        var end = view.Start + (view.Shape.Count * size);
        for (var start = view.Start; start < end; start += CopyBlock)
            target.Write(file.Bytes(start, (int)Math.Min(CopyBlock, end - start)));
        GC.KeepAlive(file);
    }

    /// <summary>The names that stand for the same elements as a name does, itself included: torch keeps tied weights once.</summary>
    internal IEnumerable<string> NamesOfSame(string name)
    {
        var view = Find(name).Tensor;
        return byName.Values.Where(entry => entry.Tensor.IsSameAs(view)).Select(entry => entry.Name);
    }

    private static (IReadOnlyList<TorchEntry> Entries, long Length) ReadEntries(string path)
    {
        var refusal = new Refusal(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Span<byte> start = stackalloc byte[TarMark + 5];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (start.StartsWith("PK\x03\x04"u8))
            return (TorchZip.Read(stream.SafeFileHandle, refusal), stream.Length);
        if (start.StartsWith("version https://git-lfs"u8))
            throw refusal.Because("it is a pointer of Git LFS to the file, not the file itself: run 'git lfs pull'");
        if (start.Length > TarMark && start[TarMark..].StartsWith("ustar"u8))
            throw refusal.Because("it is in the tar format of torch before 0.2: load and save it with a newer torch");
        return (TorchLegacy.Read(stream, refusal), stream.Length);
    }

    private TorchEntry Find(string name) => byName.TryGetValue(name, out var entry)
        ? entry
        : throw new WeightNotFoundException($"{Path} has no tensor {Quoted.Text(name)}.");
}
