using System.Globalization;
using System.Text;

namespace Emend.Text.Chat;

/// <summary>The functions that every template knows: Jinja's few, and those that transformers adds.</summary>
internal static class TemplateGlobals
{
    private const int LongestRange = 100_000; // Jinja's sandbox has the same bound

    /// <summary>A function by its name; null if there is none.</summary>
    public static TemplateFunction? Find(string name, TemplateEvaluator evaluator) => name switch
    {
        "range" => arguments => Range(arguments.AtMost(3), evaluator.Budget),
        "namespace" => Namespace,
        "dict" => Dictionary,
        "raise_exception" => arguments => throw new ChatTemplateException($"The chat template refuses the conversation: {TemplateValue.Text(arguments[0, "message"]).TrimEnd('.')}."),
        "strftime_now" => arguments => Time(arguments.AtMost(1, "format").Text(0, "format"), evaluator.Clock.GetLocalNow()),
        _ => null,
    };

    private static List<object?> Range(TemplateArguments arguments, TemplateBudget budget)
    {
        var (start, stop) = arguments.Positional.Count > 1 ? (arguments.Integer(0, "start", 0), arguments.Integer(1, "stop", 0)) : (0, arguments.Integer(0, "stop", 0));
        var step = arguments.Integer(2, "step", 1);
        if (step == 0)
            throw new ChatTemplateException("The chat template asks for a range with steps of 0.");
        var count = Int128.Max(0, ((Int128)stop - start + step - (step > 0 ? 1 : -1)) / step);
        if (count > LongestRange)
            throw new ChatTemplateException($"The chat template asks for a range of {count} numbers; at most {LongestRange} are allowed.");
        budget.Produce((long)count);
        return [.. Enumerable.Range(0, (int)count).Select(i => (object?)(start + (i * step)))];
    }

    private static TemplateNamespace Namespace(TemplateArguments arguments)
    {
        var made = new TemplateNamespace();
        foreach (var (name, value) in arguments.Named)
            made.Values[name] = value;
        return arguments.Positional.Count == 0 ? made : throw new ChatTemplateException("The chat template gives namespace a value without a name, which is not supported.");
    }

    private static TemplateDictionary Dictionary(TemplateArguments arguments)
    {
        var made = new TemplateDictionary();
        if (arguments.AtMost(1, [.. arguments.Named.Keys]).Positional is [TemplateDictionary other])
        {
            foreach (var (key, value) in other.Pairs)
                made.Set(key, value);
        }

        foreach (var (name, value) in arguments.Named)
            made.Set(name, value);
        return made;
    }

    private static string Time(string format, DateTimeOffset now)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            text.Append(format[++i] switch
            {
                'd' => At("dd"),
                'b' => At("MMM"),
                'B' => At("MMMM"),
                'm' => At("MM"),
                'Y' => At("yyyy"),
                'y' => At("yy"),
                'H' => At("HH"),
                'I' => At("hh"),
                'M' => At("mm"),
                'S' => At("ss"),
                'p' => At("tt"),
                'a' => At("ddd"),
                'A' => At("dddd"),
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                '%' => "%",
                var other => throw new ChatTemplateException($"The chat template formats the time by %{other}, which is not supported."),
            });
        }

        return text.ToString();

        string At(string part) => now.ToString(part, CultureInfo.InvariantCulture);
    }
}
