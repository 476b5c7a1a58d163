namespace Emend.Text.Chat;

/// <summary>What Python's operators do.</summary>
internal static class TemplateArithmetic
{
    /// <summary>Applies an operator to two values.</summary>
    /// <exception cref="ChatTemplateException">Python does not define it, or the result is too large.</exception>
    public static object? Apply(string name, object? left, object? right, TemplateBudget budget)
    {
        if (name == "~")
            return Joined(TemplateValue.Text(left), TemplateValue.Text(right), budget);
        if ((left as TemplateUndefined ?? right as TemplateUndefined) is { } undefined)
            throw new ChatTemplateException($"The chat template uses what is not there: {undefined.Message}.");
        return (name, left, right) switch
        {
            ("+", string a, string b) => Joined(a, b, budget),
            ("+", List<object?> a, List<object?> b) when TemplateValue.TypeOf(a) == TemplateValue.TypeOf(b) => Joined(a, b, budget),
            ("*", string text, long times) => Repeated(text, times, budget),
            ("*", long times, string text) => Repeated(text, times, budget),
            ("*", List<object?> list, long times) => Repeated(list, times, budget),
            _ when TemplateValue.Number(left) is { } a && TemplateValue.Number(right) is { } b => left is double || right is double || name == "/"
                ? Numbers(name, a, b)
                : Integers(name, TemplateValue.Whole(left), TemplateValue.Whole(right)),
            _ => throw new ChatTemplateException($"The chat template cannot compute {TemplateValue.TypeOf(left)} {name} {TemplateValue.TypeOf(right)}."),
        };
    }

    /// <summary>Python's slices of texts and lists.</summary>
    public static object? Slice(object? target, long? start, long? stop, long? step, TemplateBudget budget)
    {
        IReadOnlyList<object?> items = target is string text ? [.. TemplateText.Characters(text)] : target as List<object?>
            ?? throw new ChatTemplateException($"The chat template slices a value of type {TemplateValue.TypeOf(target)}.");
        budget.Produce(items.Count);
        var by = step ?? 1;
        if (by == 0)
            throw new ChatTemplateException("The chat template slices by steps of 0.");
        var (first, last) = by > 0 ? (0L, (long)items.Count) : (items.Count - 1L, -1L);
        var from = start is { } s ? Clamp(s) : first;
        var to = stop is { } e ? Clamp(e) : last;
        var taken = new List<object?>();
        for (Int128 i = from; by > 0 ? i < to : i > to; i += by)
            taken.Add(items[(int)i]);
        return target switch { string => string.Concat(taken), TemplateTuple => new TemplateTuple(taken), _ => taken };

        long Clamp(long index)
        {
            if (index < 0)
                index = Math.Max(index + items.Count, by > 0 ? 0 : -1);
            return Math.Min(index, by > 0 ? items.Count : items.Count - 1);
        }
    }

    private static string Joined(string left, string right, TemplateBudget budget)
    {
        budget.Produce((long)left.Length + right.Length);
        return left + right;
    }

    private static List<object?> Joined(List<object?> left, List<object?> right, TemplateBudget budget)
    {
        budget.Produce((long)left.Count + right.Count);
        return left is TemplateTuple ? new TemplateTuple([.. left, .. right]) : [.. left, .. right];
    }

    private static string Repeated(string text, long times, TemplateBudget budget)
    {
        times = text.Length == 0 ? 0 : Math.Max(times, 0);
        budget.Produce(times > int.MaxValue ? long.MaxValue : times * text.Length);
        return string.Concat(Enumerable.Repeat(text, (int)times));
    }

    private static List<object?> Repeated(List<object?> list, long times, TemplateBudget budget)
    {
        times = list.Count == 0 ? 0 : Math.Max(times, 0);
        budget.Produce(times > int.MaxValue ? long.MaxValue : times * list.Count);
        var items = Enumerable.Repeat(list, (int)times).SelectMany(item => item);
        return list is TemplateTuple ? new TemplateTuple(items) : [.. items];
    }

    private static object Integers(string name, long left, long right)
    {
        if (name is "//" or "%" && right == 0)
            throw new ChatTemplateException("The chat template divides by zero.");
        try
        {
            return name switch
            {
                "+" => checked(left + right),
                "-" => checked(left - right),
                "*" => checked(left * right),
                "//" => right == -1 ? checked(-left) : (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0),
                "%" => right == -1 ? 0 : left % right is var rest && rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest,
                _ => right < 0 ? Numbers(name, left, right) : Power(left, right),
            };
        }
        catch (OverflowException error)
        {
            throw new ChatTemplateException($"The chat template computes {left} {name} {right}, which is too large.", error);
        }
    }

    private static object Power(long value, long exponent)
    {
        // beyond these every exponent of more than 63 overflows
        if (value is 0 or 1 or -1)
            return exponent == 0 ? 1L : value == -1 && exponent % 2 == 0 ? 1L : value;
        var power = 1L;
        for (; exponent > 0; exponent--)
            power = checked(power * value);
        return power;
    }

    private static object Numbers(string name, double left, double right)
    {
        if (name is "/" or "//" or "%" && right == 0)
            throw new ChatTemplateException("The chat template divides by zero.");
        return name switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            "%" => left - (right * Math.Floor(left / right)),
            _ => Math.Pow(left, right),
        };
    }
}
