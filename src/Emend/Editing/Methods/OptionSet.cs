using System.Reflection;
using System.Text.Json;

namespace Emend.Editing.Methods;

/// <summary>A method's settings as names and values, however the method declares them.</summary>
public static class OptionSet
{
    /// <summary>The settings with some of them replaced.</summary>
    /// <typeparam name="T">The method's record of settings.</typeparam>
    /// <param name="settings">The settings to start from; they stay as they are.</param>
    /// <param name="values">The names and the values as people write them.</param>
    /// <exception cref="FormatException">There is no such option, or the value is not one that it takes; the message names the nearest.</exception>
    public static T With<T>(T settings, IEnumerable<KeyValuePair<string, string>> values)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(values);
        var type = settings.GetType();
        var options = MethodOption.Of(type);
        var clone = type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public)
            ?? throw new ArgumentException($"{type.Name} is not a record.", nameof(settings));
        var copy = (T)clone.Invoke(settings, null)!;
        foreach (var (name, text) in values)
        {
            var option = options.FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"There is no option {name}: the nearest is {Nearest(name, options)}; \"emend methods NAME\" lists all.");
            option.Set(copy, text);
        }

        return copy;
    }

    /// <summary>The settings as records keep them.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ToJson(object settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return MethodOption.Of(settings.GetType()).ToDictionary(option => option.Name, option => option.Json(settings), StringComparer.Ordinal);
    }

    /// <summary>The settings with those in place that a record kept.</summary>
    /// <typeparam name="T">The method's record of settings.</typeparam>
    /// <param name="settings">The settings to start from; they stay as they are.</param>
    /// <param name="values">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="FormatException">An option or its value is not known any more.</exception>
    public static T FromJson<T>(T settings, IReadOnlyDictionary<string, JsonElement> values)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values);
        return With(settings, values.Select(pair => new KeyValuePair<string, string>(pair.Key, Text(pair.Value))));

        static string Text(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Number) ? ',' : '|', value.EnumerateArray().Select(Text)),
            _ => value.GetRawText(),
        };
    }

    private static string Nearest(string name, IReadOnlyList<MethodOption> options) =>
        options.MinBy(option => Distance(name.ToUpperInvariant(), option.Name.ToUpperInvariant()))!.Name;

    // Levenshtein's distance, one row at a time
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
