namespace Emend.Files.Pickle;

/// <summary>The storages that a pickle names, each under its key.</summary>
/// <param name="fileLength">No storage is larger than the file.</param>
/// <param name="refusal">Makes the errors.</param>
internal sealed class TorchStorages(long fileLength, Refusal refusal)
{
    private readonly Dictionary<string, TorchStorage> byKey = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order in which they were first named.</summary>
    public IReadOnlyCollection<TorchStorage> All => byKey.Values;

    /// <summary>The one of a key; null if the pickle names none.</summary>
    public TorchStorage? Named(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The storage that a persistent id names: ("storage", type, key, device, number of elements), in the older format also a view, or None.</summary>
    public TorchStorage Find(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", PickleGlobal { Storage: { } type }, string key, string, long count, ..]
            || parts is [_, _, _, _, _, not null])
            throw refusal.Because("its pickle names a storage in a way that torch does not");
        if (count < 0 || count > fileLength / type.Size())
            throw refusal.Because($"the storage {Quoted.Text(key)} claims {count} elements, more than the file has bytes for: it is truncated or damaged");
        if (!byKey.TryGetValue(key, out var storage))
            byKey.Add(key, storage = new TorchStorage(key, type, count));
        return storage.Type == type && storage.Count == count ? storage : throw refusal.Because($"the storage {Quoted.Text(key)} is described in two ways");
    }
}
