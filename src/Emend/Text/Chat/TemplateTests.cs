namespace Emend.Text.Chat;

/// <summary>What can stand after <c>is</c>.</summary>
internal static class TemplateTests
{
    private static readonly Dictionary<string, Func<object?, TemplateArguments, bool>> Known = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not TemplateUndefined,
        ["undefined"] = (value, _) => value is TemplateUndefined,
        ["none"] = (value, _) => value is null,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => value is long or double or bool,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is TemplateDictionary,
        ["sequence"] = (value, _) => value is string or List<object?> or TemplateDictionary or TemplateUndefined,
        ["iterable"] = (value, _) => value is string or List<object?> or TemplateDictionary or TemplateUndefined,
        ["callable"] = (value, _) => value is TemplateFunction,
        ["odd"] = (value, _) => Rest(value, 2) != 0,
        ["even"] = (value, _) => Rest(value, 2) == 0,
        ["divisibleby"] = (value, arguments) => Rest(value, arguments.Integer(0, "num", 0)) == 0,
        ["lower"] = (value, _) => TemplateValue.Text(value) is var text && TemplateMethods.IsCased(text, char.IsUpper),
        ["upper"] = (value, _) => TemplateValue.Text(value) is var text && TemplateMethods.IsCased(text, char.IsLower),
        ["in"] = (value, arguments) => TemplateEvaluator.Contains(arguments[0, "seq"], value),
        ["sameas"] = (value, arguments) => ReferenceEquals(value, arguments[0, "other"]) || (value is bool or long or string && Equals(value, arguments[0, "other"])),
        ["eq"] = AreEqual,
        ["equalto"] = AreEqual,
        ["=="] = AreEqual,
        ["ne"] = (value, arguments) => !AreEqual(value, arguments),
        ["gt"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], ">") > 0,
        ["greaterthan"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], ">") > 0,
        ["ge"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], ">=") >= 0,
        ["lt"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], "<") < 0,
        ["lessthan"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], "<") < 0,
        ["le"] = (value, arguments) => TemplateValue.Compare(value, arguments[0, "other"], "<=") <= 0,
    };

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => Known.Keys.Where(name => name != "==");

    /// <summary>A test by its name; null if there is none.</summary>
    public static Func<object?, TemplateArguments, bool>? Find(string name) => Known.GetValueOrDefault(name);

    private static bool AreEqual(object? value, TemplateArguments arguments) => TemplateValue.AreEqual(value, arguments[0, "other"]);

    private static long Rest(object? value, long by) => value is long or bool && by != 0
        ? TemplateValue.Whole(value) % by
        : throw new ChatTemplateException($"The chat template asks whether a value of type {TemplateValue.TypeOf(value)} can be divided by {by}.");
}
