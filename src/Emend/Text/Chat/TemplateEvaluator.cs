namespace Emend.Text.Chat;

/// <summary>Computes the values of expressions; what Python would refuse is refused, and so is what Emend does not know, by name.</summary>
/// <param name="budget">What the rendering may take.</param>
/// <param name="clock">The time, for templates that state the date.</param>
internal sealed class TemplateEvaluator(TemplateBudget budget, TimeProvider clock)
{
    /// <summary>What the rendering may take.</summary>
    public TemplateBudget Budget => budget;

    /// <summary>The time, for templates that state the date.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The value of an expression.</summary>
    public object? Value(TemplateExpression expression, TemplateScope scope)
    {
        budget.Step();
        budget.Enter();
        var value = expression switch
        {
            LiteralExpression literal => literal.Value,
            NameExpression name => Named(name.Name, scope),
            ListExpression list => List(list, scope),
            DictionaryExpression dictionary => Dictionary(dictionary, scope),
            UnaryExpression unary => Unary(unary, scope),
            BinaryExpression { Operator: "and" } both => Value(both.Left, scope) is var left && TemplateValue.IsTrue(left) ? Value(both.Right, scope) : left,
            BinaryExpression { Operator: "or" } either => Value(either.Left, scope) is var left && TemplateValue.IsTrue(left) ? left : Value(either.Right, scope),
            BinaryExpression binary => TemplateArithmetic.Apply(binary.Operator, Value(binary.Left, scope), Value(binary.Right, scope), budget),
            ComparisonExpression comparison => Compare(comparison, scope),
            ConditionExpression condition => Condition(condition, scope),
            AttributeExpression attribute => Attribute(Value(attribute.Target, scope), attribute.Name),
            SubscriptExpression subscript => Subscript(subscript, scope),
            CallExpression call => Call(call, scope),
            FilterExpression filter => Filter(filter, Value(filter.Target, scope), scope),
            TestExpression test => Test(test, scope),
            _ => throw new ChatTemplateException("The chat template has a slice outside of a subscript."),
        };
        budget.Leave();
        return value;
    }

    /// <summary>Applies a filter to a value.</summary>
    public object? Filter(FilterExpression filter, object? target, TemplateScope scope) =>
        Filter(filter.Name, target, Arguments($"the filter '{filter.Name}'", filter.Arguments, scope));

    /// <summary>Applies a filter by its name.</summary>
    public object? Filter(string name, object? target, TemplateArguments arguments) => TemplateFilters.Find(name) is { } filter
        ? filter(this, target, arguments)
        : throw new ChatTemplateException($"The chat template uses the filter '{name}', which is not supported: Emend knows {string.Join(", ", TemplateFilters.Names)}.");

    /// <summary>Applies a test by its name.</summary>
    public static bool Test(string name, object? target, TemplateArguments arguments) => TemplateTests.Find(name) is { } test
        ? test(target, arguments)
        : throw new ChatTemplateException($"The chat template uses the test '{name}', which is not supported: Emend knows {string.Join(", ", TemplateTests.Names)}.");

    /// <summary>What <c>value.name</c> is: a method, or an entry.</summary>
    public object? Attribute(object? target, string name)
    {
        RequireDefined(target);
        if (target is TemplateLoop loop && loop.TryGet(name, out var found))
            return found;
        if (target is TemplateNamespace space && space.Values.TryGetValue(name, out var kept))
            return kept;
        if (TemplateMethods.Find(target, name, budget) is { } method)
            return method;
        return target is TemplateDictionary dictionary && dictionary.TryGet(name, out var value) ? value : Lacks(target, name);
    }

    /// <summary>What <c>value[index]</c> is: an entry, or else an attribute.</summary>
    public object? Item(object? target, object? index)
    {
        RequireDefined(target);
        switch (target)
        {
            case TemplateDictionary dictionary when dictionary.TryGet(index, out var value):
                return value;
            case List<object?> list when index is long or bool:
                var at = TemplateValue.Whole(index);
                at += at < 0 ? list.Count : 0;
                return at >= 0 && at < list.Count ? list[(int)at] : Lacks(target, index);
            case string text when index is long or bool:
                var characters = TemplateText.Characters(text);
                budget.Produce(characters.Count);
                var place = TemplateValue.Whole(index);
                place += place < 0 ? characters.Count : 0;
                return place >= 0 && place < characters.Count ? characters[(int)place] : Lacks(target, index);
            default:
                return index is string name ? Attribute(target, name) : Lacks(target, index);
        }
    }

    /// <summary>Calls something.</summary>
    public static object? Call(object? function, TemplateArguments arguments)
    {
        RequireDefined(function);
        return function is TemplateFunction callable ? callable(arguments) : throw new ChatTemplateException($"The chat template calls a value of type {TemplateValue.TypeOf(function)}, which is no function.");
    }

    private static void RequireDefined(object? value)
    {
        if (value is TemplateUndefined undefined)
            throw new ChatTemplateException($"The chat template uses what is not there: {undefined.Message}.");
    }

    private static TemplateUndefined Lacks(object? target, object? name) => new(name is string text
        ? $"'{TemplateValue.ObjectName(target)}' has no attribute {TemplateValue.Literal(text)}"
        : $"{TemplateValue.ObjectName(target)} has no element {TemplateValue.Literal(name)}");

    private object? Named(string name, TemplateScope scope)
    {
        if (scope.TryGet(name, out var value))
            return value;
        return TemplateGlobals.Find(name, this) ?? (object)new TemplateUndefined($"'{name}' is undefined");
    }

    private List<object?> List(ListExpression list, TemplateScope scope)
    {
        budget.Produce(list.Items.Count);
        var items = list.Items.Select(item => Value(item, scope));
        return list.IsTuple ? new TemplateTuple(items) : [.. items];
    }

    private TemplateDictionary Dictionary(DictionaryExpression expression, TemplateScope scope)
    {
        var dictionary = new TemplateDictionary();
        budget.Produce(expression.Items.Count);
        foreach (var (key, value) in expression.Items)
            dictionary.Set(Value(key, scope), Value(value, scope));
        return dictionary;
    }

    private object? Unary(UnaryExpression expression, TemplateScope scope)
    {
        var value = Value(expression.Operand, scope);
        if (expression.Operator == "not")
            return !TemplateValue.IsTrue(value);
        return value is double number ? (expression.Operator == "-" ? -number : number) : TemplateArithmetic.Apply(expression.Operator, 0L, value, budget);
    }

    private bool Compare(ComparisonExpression expression, TemplateScope scope)
    {
        var left = Value(expression.First, scope);
        foreach (var (name, operand) in expression.Rest)
        {
            var right = Value(operand, scope);
            var holds = name switch
            {
                "==" => TemplateValue.AreEqual(left, right),
                "!=" => !TemplateValue.AreEqual(left, right),
                "in" => Contains(right, left),
                "not in" => !Contains(right, left),
                "<" => TemplateValue.Compare(left, right, name) < 0,
                "<=" => TemplateValue.Compare(left, right, name) <= 0,
                ">" => TemplateValue.Compare(left, right, name) > 0,
                _ => TemplateValue.Compare(left, right, name) >= 0,
            };
            if (!holds)
                return false;
            left = right;
        }

        return true;
    }

    /// <summary>Whether a value is in another.</summary>
    public static bool Contains(object? container, object? value) => (container, value) switch
    {
        (string text, string part) => text.Contains(part, StringComparison.Ordinal),
        (string, _) => throw new ChatTemplateException($"The chat template asks whether a value of type {TemplateValue.TypeOf(value)} is in a text."),
        (TemplateDictionary dictionary, _) => dictionary.TryGet(value, out _),
        _ => TemplateValue.Items(container).Any(item => TemplateValue.AreEqual(item, value)),
    };

    private object? Condition(ConditionExpression expression, TemplateScope scope)
    {
        if (TemplateValue.IsTrue(Value(expression.Test, scope)))
            return Value(expression.Then, scope);
        return expression.Otherwise is { } otherwise ? Value(otherwise, scope) : new TemplateUndefined("the condition does not hold, and there is no else");
    }

    private object? Subscript(SubscriptExpression expression, TemplateScope scope)
    {
        var target = Value(expression.Target, scope);
        if (expression.Index is not SliceExpression slice)
            return Item(target, Value(expression.Index, scope));
        RequireDefined(target);
        return TemplateArithmetic.Slice(target, Bound(slice.Start), Bound(slice.Stop), Bound(slice.Step), budget);

        long? Bound(TemplateExpression? bound) => bound is null ? null : Value(bound, scope) switch
        {
            null => null,
            long number => number,
            bool flag => flag ? 1 : 0,
            var other => throw new ChatTemplateException($"The chat template slices by a value of type {TemplateValue.TypeOf(other)}."),
        };
    }

    private object? Call(CallExpression expression, TemplateScope scope)
    {
        var function = Value(expression.Target, scope);
        var name = expression.Target switch { NameExpression named => named.Name, AttributeExpression attribute => attribute.Name, _ => "a function" };
        return Call(function, Arguments(name, expression.Arguments, scope));
    }

    private bool Test(TestExpression expression, TemplateScope scope)
    {
        var target = Value(expression.Target, scope);
        return Test(expression.Name, target, Arguments($"the test '{expression.Name}'", expression.Arguments, scope)) != expression.IsNegated;
    }

    private TemplateArguments Arguments(string what, ArgumentExpressions expressions, TemplateScope scope)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in expressions.Named)
            named[name] = Value(value, scope);
        return new TemplateArguments(what, [.. expressions.Positional.Select(value => Value(value, scope))], named);
    }
}
