using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Emend.Editing.Methods;

/// <summary>One option of an editing method, as people set it and as records keep it.</summary>
public sealed class MethodOption
{
    private readonly PropertyInfo property;

    private MethodOption(PropertyInfo property, SettingAttribute setting)
    {
        this.property = property;
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Description = setting.Description;
        Source = setting.Source;
    }

    /// <summary>The name, for example <c>learningRate</c>.</summary>
    public string Name { get; }

    /// <summary>What it does.</summary>
    public string Description { get; }

    /// <summary>Where the default comes from.</summary>
    public string Source { get; }

    /// <summary>What values it takes, in words.</summary>
    public string Kind => ValueType switch
    {
        var type when type.IsEnum => string.Join(" | ", Enum.GetNames(type).Select(KebabCase)),
        var type when type == typeof(bool) => "true | false",
        var type when type == typeof(int) => "whole number",
        var type when type == typeof(double) => "number",
        var type when type == typeof(IReadOnlyList<int>) => "whole numbers, separated by commas, or a range such as 3-8",
        _ => "texts, separated by |",
    };

    private Type ValueType => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>The options of a record of settings.</summary>
    public static IReadOnlyList<MethodOption> Of(Type settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. settings.GetProperties()
            .Where(property => property.GetCustomAttribute<SettingAttribute>() is not null)
            .OrderBy(property => property.DeclaringType == settings ? 0 : 1)
            .ThenBy(property => property.MetadataToken)
            .Select(property => new MethodOption(property, property.GetCustomAttribute<SettingAttribute>()!))];
    }

    /// <summary>The value as people write it.</summary>
    public string Text(object settings) => property.GetValue(settings) switch
    {
        null => "",
        bool value => value ? "true" : "false",
        Enum value => KebabCase(value.ToString()),
        IReadOnlyList<string> values => string.Join("|", values),
        IReadOnlyList<int> values => string.Join(",", values),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value as records keep it.</summary>
    public JsonElement Json(object settings) => property.GetValue(settings) switch
    {
        Enum value => JsonSerializer.SerializeToElement(KebabCase(value.ToString())),
        var value => JsonSerializer.SerializeToElement(value, property.PropertyType),
    };

    /// <summary>Sets the value on a copy that the caller has made.</summary>
    /// <exception cref="FormatException">The text is not such a value.</exception>
    internal void Set(object settings, string text)
    {
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null && ValueType != typeof(bool) && text is "" or "none" or "null" or "false")
        {
            property.SetValue(settings, null);
            return;
        }

        object? value = ValueType switch
        {
            var type when type.IsEnum => Enum.GetNames(type).FirstOrDefault(name => IsSame(name, text)) is { } name ? Enum.Parse(type, name) : null,
            var type when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            var type when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            var type when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            var type when type == typeof(IReadOnlyList<int>) => WholeNumbers(text),
            _ => text.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
        property.SetValue(settings, value ?? throw new FormatException($"The option {Name} takes {Kind}, but \"{text}\" was given."));
    }

    private static IReadOnlyList<int>? WholeNumbers(string text)
    {
        var numbers = new List<int>();
        if (text.Length == 0)
            return numbers;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', 2);
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || last < first || last - first > 1000)
                return null;
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }

    // prompt-last, prompt_last and PromptLast are one
    private static bool IsSame(string name, string text) =>
        name.Equals(text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string KebabCase(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
