namespace Emend.Text.Chat;

/// <summary>The methods of texts, lists and dictionaries. Those that change their value are left out, as in Jinja's immutable sandbox.</summary>
internal static class TemplateMethods
{
    private static readonly string[] Changing = ["append", "extend", "insert", "pop", "popitem", "remove", "reverse", "sort", "clear", "update", "setdefault"];

    /// <summary>A method of a value; null if there is none of the name.</summary>
    public static TemplateFunction? Find(object? target, string name, TemplateBudget budget) => target switch
    {
        string text => OfText(text, name, budget),
        TemplateDictionary dictionary => OfDictionary(dictionary, name) ?? RefuseChange(name),
        List<object?> list => OfList(list, name) ?? RefuseChange(name),
        _ => null,
    };

    /// <summary>Whether a text has letters with a case, and none of the other case.</summary>
    public static bool IsCased(string text, Func<char, bool> isOther) => text.Any(letter => char.IsUpper(letter) || char.IsLower(letter)) && !text.Any(isOther);

    private static TemplateFunction? RefuseChange(string name) => !Changing.Contains(name) ? null
        : _ => throw new ChatTemplateException($"The chat template calls '{name}', which would change a value: templates may not.");

    private static TemplateFunction? OfText(string text, string name, TemplateBudget budget)
    {
        TemplateFunction? method = name switch
        {
            "strip" => arguments => TemplateText.Strip(text, arguments.AtMost(1).Text(0, "chars", null), true, true),
            "lstrip" => arguments => TemplateText.Strip(text, arguments.AtMost(1).Text(0, "chars", null), true, false),
            "rstrip" => arguments => TemplateText.Strip(text, arguments.AtMost(1).Text(0, "chars", null), false, true),
            "split" => arguments => TemplateText.Split(text, arguments.AtMost(2, "sep", "maxsplit").Text(0, "sep", null), arguments.Integer(1, "maxsplit", -1)),
            "rsplit" => arguments => TemplateText.SplitFromEnd(text, arguments.AtMost(2, "sep", "maxsplit").Text(0, "sep", null), arguments.Integer(1, "maxsplit", -1)),
            "splitlines" => arguments => TemplateText.Lines(arguments.AtMost(0) is null ? "" : text),
            "upper" => _ => TemplateText.Upper(text),
            "lower" => _ => text.ToLowerInvariant(),
            "title" => _ => TemplateText.Title(text, letter => !char.IsLetter(letter)),
            "capitalize" => _ => TemplateText.Capitalize(text),
            "startswith" => arguments => AnyOf(arguments.AtMost(1)[0, "prefix"], part => text.StartsWith(part, StringComparison.Ordinal)),
            "endswith" => arguments => AnyOf(arguments.AtMost(1)[0, "suffix"], part => text.EndsWith(part, StringComparison.Ordinal)),
            "replace" => arguments => TemplateText.Replace(text, arguments.AtMost(3, "count").Text(0, "old"), arguments.Text(1, "new"), arguments.Integer(2, "count", -1), budget),
            "find" => arguments => (long)IndexOf(text, text.IndexOf(arguments.AtMost(1).Text(0, "sub"), StringComparison.Ordinal)),
            "rfind" => arguments => (long)IndexOf(text, text.LastIndexOf(arguments.AtMost(1).Text(0, "sub"), StringComparison.Ordinal)),
            "index" => arguments => text.IndexOf(arguments.AtMost(1).Text(0, "sub"), StringComparison.Ordinal) is >= 0 and var at
                ? (long)IndexOf(text, at) : throw new ChatTemplateException("The chat template looks for a text that is not there."),
            "count" => arguments => (long)Count(text, arguments.AtMost(1).Text(0, "sub")),
            "join" => arguments => Join(text, TemplateValue.Items(arguments.AtMost(1)[0, "iterable"]), budget),
            "removeprefix" => arguments => arguments.AtMost(1).Text(0, "prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
            "removesuffix" => arguments => arguments.AtMost(1).Text(0, "suffix") is var suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
            "isdigit" or "isnumeric" or "isdecimal" => _ => text.Length > 0 && text.All(char.IsDigit),
            "isalpha" => _ => text.Length > 0 && text.All(char.IsLetter),
            "isalnum" => _ => text.Length > 0 && text.All(char.IsLetterOrDigit),
            "isspace" => _ => text.Length > 0 && text.All(letter => TemplateLexer.Space.Contains(letter)),
            "isupper" => _ => IsCased(text, char.IsLower),
            "islower" => _ => IsCased(text, char.IsUpper),
            _ => null,
        };
        if (method is not null)
            budget.Produce(text.Length);
        return method;
    }

    private static TemplateFunction? OfDictionary(TemplateDictionary dictionary, string name) => name switch
    {
        "get" => arguments => dictionary.TryGet(arguments.AtMost(2)[0, "key"], out var value) ? value : arguments[1, "default"],
        "keys" => _ => dictionary.Keys.ToList(),
        "values" => _ => dictionary.Values.ToList(),
        "items" => _ => dictionary.Pairs.Select(pair => (object?)new TemplateTuple([pair.Key, pair.Value])).ToList(),
        _ => null,
    };

    private static TemplateFunction? OfList(List<object?> list, string name) => name switch
    {
        "index" => arguments => list.FindIndex(item => TemplateValue.AreEqual(item, arguments.AtMost(1)[0, "value"])) is >= 0 and var at
            ? (long)at : throw new ChatTemplateException("The chat template looks for an item that is not in its list."),
        "count" => arguments => list.LongCount(item => TemplateValue.AreEqual(item, arguments.AtMost(1)[0, "value"])),
        _ => null,
    };

    private static bool AnyOf(object? parts, Func<string, bool> holds) => parts switch
    {
        string part => holds(part),
        TemplateTuple several => several.OfType<string>().Any(holds),
        _ => throw new ChatTemplateException($"The chat template compares the end of a text with a value of type {TemplateValue.TypeOf(parts)}."),
    };

    private static string Join(string separator, IReadOnlyList<object?> items, TemplateBudget budget)
    {
        var texts = items.Select(item => item as string ?? throw new ChatTemplateException($"The chat template joins a value of type {TemplateValue.TypeOf(item)} to a text.")).ToList();
        budget.Produce(texts.Sum(text => (long)text.Length + separator.Length));
        return string.Join(separator, texts);
    }

    // from UTF-16 units to code points
    private static int IndexOf(string text, int at) => at < 0 ? -1 : TemplateText.Length(text[..at]);

    private static int Count(string text, string part) => part.Length == 0 ? TemplateText.Length(text) + 1 : text.Split(part).Length - 1;
}
