using System.Text.Json;
using Emend.Files;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>A value within a record, which knows its way there for messages. A value that is absent, null or empty counts as missing.</summary>
internal readonly struct JsonField
{
    private readonly JsonElement element;
    private readonly string? path;

    public JsonField(JsonElement element, RecordPlace place)
        : this(element, place, "", "")
    {
    }

    private JsonField(JsonElement element, RecordPlace place, string path, string name)
    {
        this.element = element;
        this.path = path;
        Place = place;
        Name = name;
    }

    public RecordPlace Place { get; }

    public JsonElement Element => element;

    /// <summary>The field's own name; empty for a record.</summary>
    public string Name { get; }

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsList => element.ValueKind == JsonValueKind.Array;

    public bool IsText => element.ValueKind == JsonValueKind.String;

    public bool IsMissing => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => element.ValueEquals(""u8),
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>A member of an object; missing if it is not there.</summary>
    public JsonField this[string name]
    {
        get
        {
            if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
                throw Fault("is not an object.");
            return Member(name, IsObject && element.TryGetProperty(name, out var value) ? value : default);
        }
    }

    /// <summary>The first member of an object that is there; a missing one under the first name if none is.</summary>
    public JsonField First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (this[name] is { IsMissing: false } found)
                return found;
        }

        return this[names[0]];
    }

    /// <summary>The text, or a number as it is written.</summary>
    public string Text() => TextOrNull() ?? throw Fault("is missing.");

    /// <summary>The text, a number as it is written, or null if it is missing.</summary>
    public string? TextOrNull()
    {
        if (IsMissing)
            return null;
        return element.ValueKind switch
        {
            JsonValueKind.String => Decoded(static value => value.GetString()!, element),
            JsonValueKind.Number => element.GetRawText(),
            _ => throw Fault("is not a text."),
        };
    }

    /// <summary>The text of an answer, without the spaces that separate it from its prompt.</summary>
    public string? AnswerOrNull() => TextOrNull()?.TrimStart(' ') is { Length: > 0 } text ? text : null;

    /// <summary>Whether it is true; null if it is missing.</summary>
    public bool? Truth() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when IsMissing => null,
        _ => throw Fault("is neither true nor false."),
    };

    /// <summary>The elements of a list; none if it is missing.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (IsMissing)
            return [];
        if (!IsList)
            throw Fault("is not a list.");
        var outer = this;
        return element.EnumerateArray().Select((item, i) => new JsonField(item, outer.Place, $"{outer.path}[{i}]", ""));
    }

    /// <summary>The members of an object; none if it is missing.</summary>
    public IEnumerable<JsonField> Members()
    {
        if (IsMissing)
            return [];
        if (!IsObject)
            throw Fault("is not an object.");
        var outer = this;
        return element.EnumerateObject().Select(member => outer.Member(outer.Decoded(static pair => pair.Name, member), member.Value));
    }

    /// <summary>The value as a record of its own at a position.</summary>
    public JsonField At(int index) => new(element, Place with { Index = index }, path ?? "", Name);

    /// <summary>The value as the field of a name.</summary>
    public JsonField Under(string name) => new(element, Place, name, name);

    /// <summary>A copy that outlives the record; null if the value is missing.</summary>
    public JsonElement? Kept()
    {
        if (IsMissing)
            return null;
        CheckTexts();
        return element.Clone();
    }

    private void CheckTexts()
    {
        if (IsText && !IsMissing)
            Text();
        foreach (var inner in IsObject ? Members() : IsList ? Items() : [])
            inner.CheckTexts();
    }

    /// <summary>A text of the file, which may hold bytes or escapes that stand for no letter.</summary>
    private string Decoded<T>(Func<T, string> read, T value)
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException error)
        {
            throw Fault($"is not valid text: {Quoted.Reason(error)}.");
        }
    }

    private JsonField Member(string name, JsonElement value) => new(value, Place, string.IsNullOrEmpty(path) ? name : $"{path}.{name}", name);

    /// <summary>The texts of a list without missing ones, or the one text that stands in its place.</summary>
    public IReadOnlyList<string> Texts() => IsList
        ? [.. Items().Select(item => item.TextOrNull()).OfType<string>()]
        : TextOrNull() is { } text ? [text] : [];

    public MalformedRecordException Fault(string fault) => Place.Fault(path ?? "", fault);
}
