using Microsoft.Win32.SafeHandles;

namespace Emend.Files.Pickle;

/// <summary>The format of torch since 1.6: a zip archive with a pickle, and a file of bytes for each storage.</summary>
internal static class TorchZip
{
    private const string PickleName = "/data.pkl";
    private const long LongestPickle = 100_000_000;

    /// <summary>Reads what tensors a file has and where they lie.</summary>
    /// <exception cref="InvalidDataException">The file is not sound, or holds more than tensors.</exception>
    public static IReadOnlyList<TorchEntry> Read(SafeFileHandle file, Refusal refusal)
    {
        var archive = ZipDirectory.Read(file, refusal);
        var pickles = archive.Entries.Where(entry => entry.Name.EndsWith(PickleName, StringComparison.Ordinal) && entry.Name.IndexOf('/') == entry.Name.Length - PickleName.Length).ToList();
        if (pickles is not [var pickle])
            throw refusal.Because($"its archive has {pickles.Count} pickles named {PickleName[1..]} instead of one");
        if (pickle.Length > LongestPickle)
            throw refusal.Because($"its pickle has {pickle.Length} bytes, more than any real one");
        var root = pickle.Name[..^PickleName.Length];
        if (archive.Find($"{root}/byteorder") is { Length: < 16 } order && !Bytes(file, archive, order).AsSpan().SequenceEqual("little"u8))
            throw refusal.Because("its numbers are not little-endian");

        using var stream = new MemoryStream(Bytes(file, archive, pickle), writable: false);
        var storages = new TorchStorages(RandomAccess.GetLength(file), refusal);
        var unpickled = new PickleReader(new PickleSource(stream, refusal), storages).Read();
        foreach (var storage in storages.All)
        {
            var entry = archive.Find($"{root}/data/{storage.Key}") ?? throw refusal.Because($"it has no storage {Quoted.Text(storage.Key)}");
            if (entry.Length != storage.Bytes)
                throw refusal.Because($"the storage {Quoted.Text(storage.Key)} shall have {storage.Bytes} bytes, but {entry.Length} are there");
            storage.Start = archive.StartOf(entry);
        }

        return StateDictionary.Entries(unpickled, refusal);
    }

    private static byte[] Bytes(SafeFileHandle file, ZipDirectory archive, ZipEntry entry)
    {
        var bytes = new byte[entry.Length];
        var start = archive.StartOf(entry);
        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), start + read);
            if (more == 0)
                throw new EndOfStreamException($"The archive became shorter while its file {Quoted.Text(entry.Name)} was read.");
            read += more;
        }

        return bytes;
    }
}
