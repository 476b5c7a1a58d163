using System.Globalization;
using System.Numerics;

namespace Emend.Files.Pickle;

/// <summary>The format of torch before 1.6: four pickles, a list of storages, and the bytes of each.</summary>
internal static class TorchLegacy
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Reads what tensors a file has and where they lie.</summary>
    /// <exception cref="InvalidDataException">The file is not sound, or holds more than tensors.</exception>
    public static IReadOnlyList<TorchEntry> Read(Stream stream, Refusal refusal)
    {
        var source = new PickleSource(stream, refusal);
        if (new PickleReader(source).Read() is not BigInteger magic || magic != Magic)
            throw refusal.Because("it is a pickle, but not one that torch.save wrote");
        if (new PickleReader(source).Read() is not Protocol)
            throw refusal.Because("it is of an unknown version of torch's format");
        if (new PickleReader(source).Read() is not PickleDictionary system || system["little_endian"] is not true)
            throw refusal.Because("its numbers are not little-endian");

        var storages = new TorchStorages(stream.Length, refusal);
        var unpickled = new PickleReader(source, storages).Read();
        if (new PickleReader(source).Read() is not List<object?> keys)
            throw refusal.Because("it does not list its storages");
        Place(keys, storages, source, stream, refusal);
        return StateDictionary.Entries(unpickled, refusal);
    }

    private static void Place(List<object?> keys, TorchStorages storages, PickleSource source, Stream stream, Refusal refusal)
    {
        var missing = storages.All.ToHashSet();
        foreach (var key in keys)
        {
            if (key is not string name || storages.Named(name) is not { } storage || !missing.Remove(storage))
                throw refusal.Because($"it lists the storage {Quoted.Text(key as string ?? "?")} twice, or no tensor is in it");
            var count = source.Unsigned(sizeof(long));
            if (count != (ulong)storage.Count)
                throw refusal.Because($"the storage {Quoted.Text(name)} shall have {storage.Count} elements, but {count} are there");
            storage.Start = stream.Position;
            if (storage.Bytes > stream.Length - storage.Start)
                throw refusal.Because($"the storage {Quoted.Text(name)} ends after the file: it is truncated");
            stream.Position += storage.Bytes;
        }

        if (missing.Count > 0)
            throw refusal.Because($"it lacks {missing.Count} storages: {Quoted.List([.. missing.Select(storage => storage.Key)])}");
    }
}
