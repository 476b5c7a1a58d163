using System.Diagnostics.CodeAnalysis;

namespace Emend.Text.Chat;

/// <summary>A dictionary that keeps the order in which its keys came.</summary>
internal sealed class TemplateDictionary
{
    // null is a key like any other in Python
    private static readonly object NoneKey = new();

    private readonly OrderedDictionary<object, object?> items = [];

    public int Count => items.Count;

    public IEnumerable<object?> Keys => items.Keys.Select(key => key == NoneKey ? null : key);

    public IEnumerable<object?> Values => items.Values;

    public IEnumerable<KeyValuePair<object?, object?>> Pairs => Keys.Zip(items.Values, (key, value) => new KeyValuePair<object?, object?>(key, value));

    /// <summary>Sets a value.</summary>
    /// <exception cref="ChatTemplateException">The key is a list or a dictionary.</exception>
    public void Set(object? key, object? value) => items[Normal(key)] = value;

    /// <summary>Finds a value.</summary>
    public bool TryGet(object? key, out object? value)
    {
        if (key is not (List<object?> or TemplateDictionary))
            return items.TryGetValue(Normal(key), out value);
        value = null;
        return false;
    }

    // 1, 1.0 and True are the same key
    [SuppressMessage("Major Bug", "S1244", Justification = "Python compares keys exactly.")]
    private static object Normal(object? key) => key switch
    {
        null => NoneKey,
        bool flag => flag ? 1L : 0L,
        double number when number == Math.Truncate(number) && Math.Abs(number) < long.MaxValue => (long)number,
        List<object?> or TemplateDictionary => throw new ChatTemplateException("The chat template uses a list or a dictionary as a key."),
        _ => key,
    };
}
