namespace Emend.Text.Chat;

/// <summary>The values of what stands between the parentheses of a call.</summary>
/// <param name="What">What is called, for messages.</param>
/// <param name="Positional">The values without a name.</param>
/// <param name="Named">The values with one.</param>
internal sealed record TemplateArguments(string What, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    /// <summary>How many there are.</summary>
    public int Count => Positional.Count + Named.Count;

    /// <summary>An argument by its place or its name; null if it is not given.</summary>
    public object? this[int place, string name] =>
        place < Positional.Count ? Positional[place] : Named.GetValueOrDefault(name);

    /// <summary>Whether an argument is given.</summary>
    public bool Has(int place, string name) => place < Positional.Count || Named.ContainsKey(name);

    /// <summary>A text that must be given.</summary>
    public string Text(int place, string name) => this[place, name] as string ?? throw Wrong(name, "a text");

    /// <summary>A text, or what it is otherwise.</summary>
    public string? Text(int place, string name, string? otherwise) => this[place, name] is null ? otherwise : Text(place, name);

    /// <summary>A whole number, or what it is otherwise.</summary>
    public long Integer(int place, string name, long otherwise) => this[place, name] switch
    {
        null => otherwise,
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw Wrong(name, "a whole number"),
    };

    /// <summary>Makes sure that no more is given than is known.</summary>
    public TemplateArguments AtMost(int count, params ReadOnlySpan<string> names)
    {
        if (Positional.Count > count)
            throw new ChatTemplateException($"The chat template gives {What} {Positional.Count} arguments, but at most {count} are known.");
        foreach (var name in Named.Keys)
        {
            if (!names.Contains(name))
                throw new ChatTemplateException($"The chat template gives {What} the argument '{name}', which is not supported.");
        }

        return this;
    }

    private ChatTemplateException Wrong(string name, string wanted) => new($"The chat template must give {What} {wanted} as '{name}'.");
}
