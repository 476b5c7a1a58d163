using System.Globalization;

namespace Emend.Text.Chat;

/// <summary>What can stand after <c>|</c>.</summary>
internal static class TemplateFilters
{
    private static readonly Dictionary<string, Func<TemplateEvaluator, object?, TemplateArguments, object?>> Known = new(StringComparer.Ordinal)
    {
        ["trim"] = (evaluator, value, arguments) => Text(evaluator, value) is var text ? TemplateText.Strip(text, arguments.AtMost(1, "chars").Text(0, "chars", null), true, true) : "",
        ["length"] = (_, value, _) => Length(value),
        ["count"] = (_, value, _) => Length(value),
        ["tojson"] = (evaluator, value, arguments) => TemplateJson.Write(value, arguments.AtMost(4, "indent", "ensure_ascii", "separators", "sort_keys"), evaluator.Budget),
        ["upper"] = (evaluator, value, _) => TemplateText.Upper(Text(evaluator, value)),
        ["lower"] = (evaluator, value, _) => Text(evaluator, value).ToLowerInvariant(),
        ["capitalize"] = (evaluator, value, _) => TemplateText.Capitalize(Text(evaluator, value)),
        ["title"] = (evaluator, value, _) => TemplateText.Title(Text(evaluator, value), letter => TemplateLexer.Space.Contains(letter) || letter is '-' or '(' or '[' or '{' or '<'),
        ["string"] = (evaluator, value, _) => Text(evaluator, value),
        ["safe"] = (evaluator, value, _) => Text(evaluator, value),
        ["escape"] = (evaluator, value, _) => Escaped(Text(evaluator, value)),
        ["e"] = (evaluator, value, _) => Escaped(Text(evaluator, value)),
        ["replace"] = (evaluator, value, arguments) => TemplateText.Replace(Text(evaluator, value), arguments.AtMost(3, "old", "new", "count").Text(0, "old"), arguments.Text(1, "new"), arguments.Integer(2, "count", -1), evaluator.Budget),
        ["indent"] = (evaluator, value, arguments) => Indented(Text(evaluator, value), arguments.AtMost(3, "width", "first", "blank"), evaluator.Budget),
        ["wordcount"] = (evaluator, value, _) => (long)TemplateText.Split(Text(evaluator, value), null, -1).Count,
        ["int"] = (_, value, arguments) => Integer(value, arguments.AtMost(1, "default")),
        ["float"] = (_, value, arguments) => Number(value, arguments.AtMost(1, "default")),
        ["abs"] = (_, value, _) => value is long number and not long.MinValue ? (object)Math.Abs(number) : Math.Abs(Numeric(value)),
        ["round"] = (_, value, arguments) => Rounded(Numeric(value), arguments.AtMost(2, "precision", "method")),
        ["default"] = Default,
        ["d"] = Default,
        ["first"] = (_, value, _) => TemplateValue.Items(value).FirstOrDefault(new TemplateUndefined("No first item, sequence was empty")),
        ["last"] = (_, value, _) => TemplateValue.Items(value).LastOrDefault(new TemplateUndefined("No last item, sequence was empty")),
        ["list"] = (evaluator, value, _) => Items(evaluator, value),
        ["reverse"] = (evaluator, value, _) => value is string text ? string.Concat(TemplateText.Characters(text).AsEnumerable().Reverse()) : Items(evaluator, value).AsEnumerable().Reverse().ToList(),
        ["join"] = Join,
        ["items"] = (_, value, _) => value switch
        {
            TemplateDictionary dictionary => Pairs(dictionary.Pairs),
            TemplateUndefined => new List<object?>(),
            _ => throw new ChatTemplateException($"The chat template takes the items of a value of type {TemplateValue.TypeOf(value)}."),
        },
        ["dictsort"] = (_, value, arguments) => value is TemplateDictionary dictionary && arguments.AtMost(0, "by") is not null
            ? Sorted(Pairs(dictionary.Pairs), pair => ((TemplateTuple)pair!)[arguments.Text(0, "by", "key") == "value" ? 1 : 0] is var key && key is string text ? text.ToLowerInvariant() : key)
            : throw new ChatTemplateException($"The chat template sorts a value of type {TemplateValue.TypeOf(value)} as a dictionary."),
        ["sort"] = Sort,
        ["unique"] = (evaluator, value, arguments) => Items(evaluator, value).DistinctBy(item => Key(By(evaluator, item, arguments.AtMost(2, "attribute")[1, "attribute"]))).ToList(),
        ["min"] = (evaluator, value, _) => Sorted(Items(evaluator, value), item => item).FirstOrDefault(new TemplateUndefined("No aggregated item, sequence was empty")),
        ["max"] = (evaluator, value, _) => Sorted(Items(evaluator, value), item => item, descending: true).FirstOrDefault(new TemplateUndefined("No aggregated item, sequence was empty")),
        ["sum"] = (evaluator, value, arguments) => Items(evaluator, value).Select(item => By(evaluator, item, arguments.AtMost(2, "attribute", "start")[0, "attribute"]))
            .Aggregate(arguments.Has(1, "start") ? arguments[1, "start"] : 0L, (sum, item) => TemplateArithmetic.Apply("+", sum, item, evaluator.Budget)),
        ["map"] = Map,
        ["select"] = (evaluator, value, arguments) => Where(evaluator, value, arguments, hasAttribute: false, wanted: true),
        ["reject"] = (evaluator, value, arguments) => Where(evaluator, value, arguments, hasAttribute: false, wanted: false),
        ["selectattr"] = (evaluator, value, arguments) => Where(evaluator, value, arguments, hasAttribute: true, wanted: true),
        ["rejectattr"] = (evaluator, value, arguments) => Where(evaluator, value, arguments, hasAttribute: true, wanted: false),
    };

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>A filter by its name; null if there is none.</summary>
    public static Func<TemplateEvaluator, object?, TemplateArguments, object?>? Find(string name) => Known.GetValueOrDefault(name);

    private static string Text(TemplateEvaluator evaluator, object? value)
    {
        var text = TemplateValue.Text(value);
        evaluator.Budget.Produce(text.Length);
        return text;
    }

    private static List<object?> Items(TemplateEvaluator evaluator, object? value)
    {
        var items = TemplateValue.Items(value);
        evaluator.Budget.Produce(items.Count);
        return [.. items];
    }

    private static long Length(object? value) => value switch
    {
        string text => TemplateText.Length(text),
        List<object?> list => list.Count,
        TemplateDictionary dictionary => dictionary.Count,
        TemplateUndefined => 0,
        _ => throw new ChatTemplateException($"The chat template takes the length of a value of type {TemplateValue.TypeOf(value)}, which has none."),
    };

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);

    private static string Indented(string text, TemplateArguments arguments, TemplateBudget budget)
    {
        var margin = arguments[0, "width"] is string given ? given : new string(' ', (int)Math.Clamp(arguments.Integer(0, "width", 4), 0, 1_000));
        var lines = TemplateText.Lines(text + "\n").Cast<string>().ToList();
        budget.Produce(lines.Count * (long)margin.Length);
        var indented = lines.Select((line, i) => (i > 0 || TemplateValue.IsTrue(arguments[1, "first"])) && (line.Length > 0 || TemplateValue.IsTrue(arguments[2, "blank"])) ? margin + line : line);
        return string.Join('\n', indented);
    }

    private static object? Integer(object? value, TemplateArguments arguments) => value switch
    {
        long or bool => TemplateValue.Whole(value),
        double number when Math.Abs(number) < long.MaxValue => (long)number,
        string text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) => parsed,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && Math.Abs(parsed) < long.MaxValue => (long)parsed,
        _ => arguments.Has(0, "default") ? arguments[0, "default"] : 0L,
    };

    private static object? Number(object? value, TemplateArguments arguments) => value switch
    {
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => TemplateValue.Number(value) is { } number ? number : arguments.Has(0, "default") ? arguments[0, "default"] : 0.0,
    };

    private static double Numeric(object? value) =>
        TemplateValue.Number(value) ?? throw new ChatTemplateException($"The chat template computes with a value of type {TemplateValue.TypeOf(value)}, which is no number.");

    private static double Rounded(double value, TemplateArguments arguments)
    {
        var scale = Math.Pow(10, Math.Clamp(arguments.Integer(0, "precision", 0), -300, 300));
        return arguments.Text(1, "method", "common") switch
        {
            "ceil" => Math.Ceiling(value * scale) / scale,
            "floor" => Math.Floor(value * scale) / scale,
            "common" => Math.Round(value * scale, MidpointRounding.ToEven) / scale,
            var other => throw new ChatTemplateException($"The chat template rounds by the method '{other}', which does not exist."),
        };
    }

    private static object? Default(TemplateEvaluator evaluator, object? value, TemplateArguments arguments)
    {
        arguments.AtMost(2, "default_value", "boolean");
        var isMissing = value is TemplateUndefined || (TemplateValue.IsTrue(arguments[1, "boolean"]) && !TemplateValue.IsTrue(value));
        return !isMissing ? value : arguments.Has(0, "default_value") ? arguments[0, "default_value"] : "";
    }

    private static string Join(TemplateEvaluator evaluator, object? value, TemplateArguments arguments)
    {
        var texts = Items(evaluator, value).Select(item => TemplateValue.Text(By(evaluator, item, arguments.AtMost(2, "d", "attribute")[1, "attribute"]))).ToList();
        var separator = TemplateValue.Text(arguments.Has(0, "d") ? arguments[0, "d"] : "");
        evaluator.Budget.Produce(texts.Sum(text => (long)text.Length + separator.Length));
        return string.Join(separator, texts);
    }

    private static List<object?> Pairs(IEnumerable<KeyValuePair<object?, object?>> pairs) => [.. pairs.Select(pair => new TemplateTuple([pair.Key, pair.Value]))];

    private static List<object?> Sort(TemplateEvaluator evaluator, object? value, TemplateArguments arguments)
    {
        arguments.AtMost(3, "reverse", "case_sensitive", "attribute");
        var (isCased, items) = (TemplateValue.IsTrue(arguments[1, "case_sensitive"]), Items(evaluator, value));
        object? KeyOf(object? item) => By(evaluator, item, arguments[2, "attribute"]) is var key && key is string text && !isCased ? text.ToLowerInvariant() : key;
        return Sorted(items, KeyOf, TemplateValue.IsTrue(arguments[0, "reverse"]));
    }

    /// <summary>Sorts stably, as Python does.</summary>
    private static List<object?> Sorted(IEnumerable<object?> items, Func<object?, object?> keyOf, bool descending = false)
    {
        var order = Comparer<object?>.Create((left, right) => TemplateValue.Compare(left, right, "<"));
        try
        {
            return [.. descending ? items.OrderByDescending(keyOf, order) : items.OrderBy(keyOf, order)];
        }
        catch (InvalidOperationException error) when (error.InnerException is ChatTemplateException)
        {
            // sorting wraps what the comparison throws
            throw new ChatTemplateException(error.InnerException.Message, error);
        }
    }

    // what is equal in Python must be equal as a key
    private static string Key(object? value) => TemplateValue.Literal(value is bool or long or double ? TemplateValue.Number(value) : value is string text ? text.ToLowerInvariant() : value);

    /// <summary>An item itself, or an attribute of it, be it an attribute's attribute.</summary>
    private static object? By(TemplateEvaluator evaluator, object? item, object? attribute) => attribute switch
    {
        null => item,
        string path => path.Split('.').Aggregate(item, (value, name) => evaluator.Item(value, long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : name)),
        _ => evaluator.Item(item, attribute),
    };

    private static List<object?> Map(TemplateEvaluator evaluator, object? value, TemplateArguments arguments)
    {
        if (arguments.Positional.Count == 0 && arguments.Named.TryGetValue("attribute", out var attribute))
        {
            return [.. Items(evaluator, value).Select(item => By(evaluator, item, attribute) is var found && found is TemplateUndefined && arguments.Named.TryGetValue("default", out var otherwise) ? otherwise : found)];
        }

        var name = arguments.Text(0, "filter");
        var inner = arguments with { What = $"the filter '{name}'", Positional = [.. arguments.Positional.Skip(1)] };
        return [.. Items(evaluator, value).Select(item => evaluator.Filter(name, item, inner))];
    }

    private static List<object?> Where(TemplateEvaluator evaluator, object? value, TemplateArguments arguments, bool hasAttribute, bool wanted)
    {
        var attribute = hasAttribute ? arguments[0, "attribute"] : null;
        var rest = arguments.Positional.Skip(hasAttribute ? 1 : 0).ToList();
        var name = rest is [string given, ..] ? given : null;
        var inner = arguments with { What = $"the test '{name}'", Positional = [.. rest.Skip(1)] };
        return [.. Items(evaluator, value).Where(item => By(evaluator, item, attribute) is var tested
            && (name is null ? TemplateValue.IsTrue(tested) : TemplateEvaluator.Test(name, tested, inner)) == wanted)];
    }
}
