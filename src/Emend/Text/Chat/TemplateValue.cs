using System.Globalization;
using System.Text;

namespace Emend.Text.Chat;

/// <summary>What Python's values do: null is None, numbers are long or double, and the rest texts, lists, dictionaries and functions.</summary>
internal static class TemplateValue
{
    private const int DeepestPrint = 100;
    private const int LongestPrint = 16_000_000;
    private const int MostComparisons = 1_000_000;

    /// <summary>Whether a value counts as true.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or TemplateUndefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        TemplateDictionary dictionary => dictionary.Count > 0,
        _ => true,
    };

    /// <summary>What Python calls the type.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        TemplateTuple => "tuple",
        List<object?> => "list",
        TemplateDictionary => "dict",
        TemplateUndefined => "Undefined",
        TemplateNamespace => "Namespace",
        TemplateLoop => "LoopContext",
        _ => "function",
    };

    /// <summary>What Jinja calls a value in a message about something that it lacks.</summary>
    public static string ObjectName(object? value) => value is null ? "None" : $"{TypeOf(value)} object";

    /// <summary>The value as it is printed.</summary>
    public static string Text(object? value) => value switch
    {
        string text => text,
        TemplateUndefined => "",
        _ => Literal(value),
    };

    /// <summary>The value as Python writes it in a program.</summary>
    public static string Literal(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    /// <summary>Whether Python takes two values for equal.</summary>
    /// <exception cref="ChatTemplateException">They have more parts than any real ones.</exception>
    public static bool AreEqual(object? left, object? right)
    {
        var compared = 0;
        return AreEqual(left, right, 0, ref compared);
    }

    /// <summary>The order of two values.</summary>
    /// <exception cref="ChatTemplateException">Python knows none.</exception>
    public static int Compare(object? left, object? right, string what)
    {
        if (left is TemplateUndefined || right is TemplateUndefined)
            throw new ChatTemplateException($"The chat template compares what is not there: {((left as TemplateUndefined) ?? (TemplateUndefined)right!).Message}.");
        return (left, right) switch
        {
            (string a, string b) => CompareTexts(a, b),
            (List<object?> a, List<object?> b) when TypeOf(a) == TypeOf(b) => a.Zip(b, (x, y) => AreEqual(x, y) ? 0 : Compare(x, y, what)).FirstOrDefault(order => order != 0, a.Count.CompareTo(b.Count)),
            _ when Number(left) is { } a && Number(right) is { } b => left is double || right is double ? a.CompareTo(b) : Whole(left).CompareTo(Whole(right)),
            _ => throw new ChatTemplateException($"The chat template cannot decide {TypeOf(left)} {what} {TypeOf(right)}."),
        };
    }

    /// <summary>A number, of a truth value too; null of anything else.</summary>
    public static double? Number(object? value) => value switch { long number => number, double number => number, bool flag => flag ? 1 : 0, _ => null };

    /// <summary>The whole number of a long or a truth value.</summary>
    public static long Whole(object? value) => value is bool flag ? (flag ? 1 : 0) : (long)value!;

    /// <summary>What a loop over a value goes through.</summary>
    /// <exception cref="ChatTemplateException">The value can not be gone through.</exception>
    public static IReadOnlyList<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        TemplateDictionary dictionary => [.. dictionary.Keys],
        string text => [.. TemplateText.Characters(text)],
        TemplateUndefined => [],
        _ => throw new ChatTemplateException($"The chat template goes through a value of type {TypeOf(value)}, which has no items."),
    };

    /// <summary>The number as Python prints it.</summary>
    public static string Text(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        if (number == 0)
            return double.IsNegative(number) ? "-0.0" : "0.0";

        // shortest digits that give the number back; an exponent where there are more than fifteen places or five zeros
        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        if (digits.IndexOf('E', StringComparison.Ordinal) is not (>= 0 and var mark))
            return Math.Abs(number) >= 1e16 ? Scientific(digits) : digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0";
        var exponent = int.Parse(digits.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is >= 0 and < 16
            ? number.ToString("F1", CultureInfo.InvariantCulture)
            : $"{digits[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    // 12300000000000000 as 1.23e+16
    private static string Scientific(string digits)
    {
        var (sign, whole) = digits.StartsWith('-') ? ("-", digits[1..]) : ("", digits);
        var mantissa = whole.TrimEnd('0');
        return $"{sign}{mantissa[0]}{(mantissa.Length > 1 ? "." : "")}{mantissa[1..]}e+{whole.Length - 1:00}";
    }

    private static bool AreEqual(object? left, object? right, int depth, ref int compared)
    {
        if (depth > DeepestPrint || ++compared > MostComparisons)
            throw new ChatTemplateException("The chat template compares values that are nested too deep.");
        switch (left, right)
        {
            case (List<object?> a, List<object?> b):
                if (a.Count != b.Count || a is TemplateTuple != b is TemplateTuple)
                    return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!AreEqual(a[i], b[i], depth + 1, ref compared))
                        return false;
                }

                return true;
            case (TemplateDictionary a, TemplateDictionary b):
                if (a.Count != b.Count)
                    return false;
                foreach (var (key, value) in a.Pairs)
                {
                    if (!b.TryGet(key, out var other) || !AreEqual(value, other, depth + 1, ref compared))
                        return false;
                }

                return true;
            case (TemplateUndefined, TemplateUndefined):
                return true;
            default:
                return Number(left) is { } x && Number(right) is { } y
                    ? left is double || right is double ? x.Equals(y) : Whole(left) == Whole(right)
                    : Equals(left, right);
        }
    }

    // by code point: UTF-16 orders characters beyond U+FFFF before U+E000
    private static int CompareTexts(string left, string right) =>
        left.EnumerateRunes().Zip(right.EnumerateRunes(), (a, b) => a.CompareTo(b)).FirstOrDefault(order => order != 0, left.Length.CompareTo(right.Length));

    private static void Write(StringBuilder text, object? value, int depth)
    {
        if (depth > DeepestPrint)
            throw new ChatTemplateException("The chat template prints a value that is nested too deep.");
        if (text.Length > LongestPrint)
            throw new ChatTemplateException($"The chat template produces more than {LongestPrint} characters.");
        switch (value)
        {
            case null:
                text.Append("None");
                break;
            case bool flag:
                text.Append(flag ? "True" : "False");
                break;
            case long number:
                text.Append(number);
                break;
            case double number:
                text.Append(Text(number));
                break;
            case string content:
                TemplateText.WriteLiteral(text, content);
                break;
            case List<object?> list:
                WriteList(text, list, depth);
                break;
            case TemplateDictionary dictionary:
                var first = true;
                text.Append('{');
                foreach (var (key, item) in dictionary.Pairs)
                {
                    text.Append(first ? "" : ", ");
                    Write(text, key, depth + 1);
                    text.Append(": ");
                    Write(text, item, depth + 1);
                    first = false;
                }

                text.Append('}');
                break;
            default:
                text.Append($"<{TypeOf(value)}>");
                break;
        }
    }

    private static void WriteList(StringBuilder text, List<object?> list, int depth)
    {
        var isTuple = list is TemplateTuple;
        text.Append(isTuple ? '(' : '[');
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Write(text, list[i], depth + 1);
        }

        text.Append(isTuple ? list.Count == 1 ? ",)" : ")" : "]");
    }
}
