using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Emend.Text.Chat;

/// <summary>JSON as Python's <c>json.dumps</c> writes it with transformers' settings: keys in their order, letters of every language as they are.</summary>
internal static class TemplateJson
{
    private const int Deepest = 100;

    /// <summary>Writes a value.</summary>
    /// <exception cref="ChatTemplateException">JSON has no such value.</exception>
    public static string Write(object? value, TemplateArguments arguments, TemplateBudget budget)
    {
        var indent = arguments[0, "indent"] switch
        {
            null => null,
            string text => text,
            _ => new string(' ', (int)Math.Clamp(arguments.Integer(0, "indent", 0), 0, 100)),
        };
        var separators = arguments[2, "separators"] as List<object?>;
        var writer = new Writer(
            indent,
            separators is [string between, string] ? between : indent is null ? ", " : ",",
            separators is [string, string after] ? after : ": ",
            TemplateValue.IsTrue(arguments[1, "ensure_ascii"]),
            TemplateValue.IsTrue(arguments[3, "sort_keys"]),
            budget);
        writer.Write(value, 0);
        return writer.ToString();
    }

    /// <summary>A value out of JSON.</summary>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? (object)integer : element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object => ReadObject(element),
        _ => null,
    };

    private static TemplateDictionary ReadObject(JsonElement element)
    {
        var dictionary = new TemplateDictionary();
        foreach (var property in element.EnumerateObject())
            dictionary.Set(property.Name, Read(property.Value));
        return dictionary;
    }

    private sealed class Writer(string? indent, string between, string after, bool isAscii, bool sorts, TemplateBudget budget)
    {
        private readonly StringBuilder text = new();
        private int counted;

        public override string ToString() => text.ToString();

        public void Write(object? value, int depth)
        {
            budget.Step();
            if (depth > Deepest)
                throw new ChatTemplateException("The chat template writes a value as JSON that is nested too deep.");
            switch (value)
            {
                case null:
                    text.Append("null");
                    break;
                case bool flag:
                    text.Append(flag ? "true" : "false");
                    break;
                case long or double:
                    text.Append(value is double number && !double.IsFinite(number) ? double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity" : TemplateValue.Text(value));
                    break;
                case string content:
                    WriteText(content);
                    break;
                case List<object?> list:
                    WriteAll('[', ']', list, item => Write(item, depth + 1), depth);
                    break;
                case TemplateDictionary dictionary:
                    var pairs = dictionary.Pairs.Select(pair => (Key: KeyText(pair.Key), pair.Value)).ToList();
                    if (sorts)
                        pairs.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
                    WriteAll('{', '}', pairs, pair =>
                    {
                        WriteText(pair.Key);
                        text.Append(after);
                        Write(pair.Value, depth + 1);
                    }, depth);
                    break;
                default:
                    throw new ChatTemplateException($"The chat template writes a value of type {TemplateValue.TypeOf(value)} as JSON, which has no such value.");
            }

            budget.Produce(text.Length - counted);
            counted = text.Length;
        }

        private static string KeyText(object? key) => key switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            _ => TemplateValue.Text(key),
        };

        private void WriteAll<T>(char open, char close, IReadOnlyList<T> items, Action<T> write, int depth)
        {
            text.Append(open);
            for (var i = 0; i < items.Count; i++)
            {
                text.Append(i > 0 ? between : "");
                NewLine(depth + 1);
                write(items[i]);
            }

            if (items.Count > 0)
                NewLine(depth);
            text.Append(close);
        }

        private void NewLine(int depth)
        {
            if (indent is null)
                return;
            text.Append('\n');
            for (var i = 0; i < depth; i++)
                text.Append(indent);
        }

        private void WriteText(string content)
        {
            text.Append('"');
            foreach (var letter in content)
            {
                _ = letter switch
                {
                    '"' => text.Append("\\\""),
                    '\\' => text.Append("\\\\"),
                    '\n' => text.Append("\\n"),
                    '\r' => text.Append("\\r"),
                    '\t' => text.Append("\\t"),
                    '\b' => text.Append("\\b"),
                    '\f' => text.Append("\\f"),
                    < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                    >= '\x7f' when isAscii => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                    _ => text.Append(letter),
                };
            }

            text.Append('"');
        }
    }
}
