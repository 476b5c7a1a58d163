namespace Emend.Files.Pickle;

/// <summary>What <c>torch.save(model.state_dict())</c> pickles: a dictionary from names to tensors.</summary>
internal static class StateDictionary
{
    /// <summary>The tensors; numbers and texts among them are no weights and are left out.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static IReadOnlyList<TorchEntry> Entries(object? unpickled, Refusal refusal)
    {
        if (unpickled is not PickleDictionary dictionary)
            throw refusal.Because("it does not hold a dictionary of tensors");
        var entries = new Dictionary<string, TorchEntry>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Pairs)
        {
            if (key is string name && value is TorchTensor tensor)
                entries[name] = new TorchEntry(name, tensor);
        }

        if (entries.Count > 0)
            return [.. entries.Values];
        var names = dictionary.Pairs.Select(pair => pair.Key).OfType<string>().ToList();
        throw refusal.Because(names.Count == 0
            ? "it holds no tensors"
            : $"it holds no tensors but {Quoted.List(names)}: save the model's state dictionary by itself");
    }
}
