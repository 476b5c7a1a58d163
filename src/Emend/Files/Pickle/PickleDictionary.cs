namespace Emend.Files.Pickle;

/// <summary>A dictionary out of a pickle: a list of pairs, because keys of any kind may come and none is ever looked up while reading.</summary>
internal sealed class PickleDictionary
{
    private List<KeyValuePair<object?, object?>>? pairs;

    /// <summary>The pairs in the order in which they were set; of equal keys the last counts.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => pairs ?? [];

    /// <summary>Sets a value.</summary>
    public void Add(object? key, object? value) => (pairs ??= new(1)).Add(new(key, value));

    /// <summary>The last value of a text as key; null if there is none.</summary>
    public object? this[string key] => pairs?.FindLast(pair => pair.Key is string text && text == key).Value;
}
