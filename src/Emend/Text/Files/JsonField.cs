using System.Text.Json;

namespace Emend.Text.Files;

/// <summary>A value of a JSON file together with where it stands, so that every error names the file and the field.</summary>
internal readonly struct JsonField(JsonElement element, string path, string file)
{
    /// <summary>The value.</summary>
    public JsonElement Element => element;

    /// <summary>The file it is in.</summary>
    public string File => file;

    /// <summary>A field of the object that must be there.</summary>
    public JsonField this[string name] => Find(name) ?? throw Error($"has no field '{name}'");

    /// <summary>A field of the object, or null where it is absent or null.</summary>
    public JsonField? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error("is not an object");
        var container = element;
        var value = Read(() => container.TryGetProperty(name, out var found) ? found : default, "has a field with a name that is not valid text");
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? null
            : new JsonField(value, path.Length == 0 ? name : $"{path}.{name}", file);
    }

    /// <summary>The entries of the array.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Error("is not an array");
        return Enumerate(element, path, file);

        static IEnumerable<JsonField> Enumerate(JsonElement element, string path, string file)
        {
            int index = 0;
            foreach (var item in element.EnumerateArray())
                yield return new JsonField(item, $"{path}[{index++}]", file);
        }
    }

    /// <summary>The fields of the object.</summary>
    public IEnumerable<(string Name, JsonField Value)> Fields()
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error("is not an object");
        return Enumerate(this, element, path, file);

        static IEnumerable<(string, JsonField)> Enumerate(JsonField field, JsonElement element, string path, string file)
        {
            foreach (var property in element.EnumerateObject())
            {
                string name = field.Read(() => property.Name, "has a name that is not valid text");
                yield return (name, new JsonField(property.Value, $"{path}.{name}", file));
            }
        }
    }

    /// <summary>The text.</summary>
    public string Text()
    {
        if (element.ValueKind != JsonValueKind.String)
            throw Error("is not a string");
        var value = element;
        return Read(() => value.GetString()!, "is not valid text");
    }

    /// <summary>The whole number.</summary>
    public int Integer() => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value)
        ? value
        : throw Error("is not a whole number of 32 bits");

    /// <summary>The whole number, which must not be negative.</summary>
    public int Count() => Integer() is >= 0 and int value ? value : throw Error("is negative");

    /// <summary>The truth value.</summary>
    public bool Boolean() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error("is neither true nor false"),
    };

    /// <summary>The text of a field, or a fallback where it is absent.</summary>
    public string? Text(string name) => Find(name)?.Text();

    /// <summary>The truth value of a field, or a fallback where it is absent.</summary>
    public bool Boolean(string name, bool fallback) => Find(name)?.Boolean() ?? fallback;

    /// <summary>An error about this value; the message completes a sentence.</summary>
    public TokenizerFormatException Error(string fault) =>
        new($"{file}: {(path.Length == 0 ? "the file" : $"the field '{path}'")} {fault}.");

    // Text with escapes that form no characters is only found when it is read.
    private T Read<T>(Func<T> read, string fault)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException error)
        {
            throw new TokenizerFormatException(Error(fault).Message, error);
        }
    }
}
