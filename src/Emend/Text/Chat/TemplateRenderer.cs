using System.Text;

namespace Emend.Text.Chat;

/// <summary>Carries out a template's statements.</summary>
internal sealed class TemplateRenderer
{
    private readonly TemplateEvaluator evaluator;
    private readonly TemplateBudget budget = new();
    private StringBuilder output = new();

    private TemplateRenderer(TimeProvider clock) => evaluator = new TemplateEvaluator(budget, clock);

    private enum Flow
    {
        Onward,
        Break,
        Continue,
    }

    /// <summary>The text that a template makes of variables.</summary>
    public static string Render(IReadOnlyList<TemplateStatement> statements, IEnumerable<KeyValuePair<string, object?>> variables, TimeProvider clock)
    {
        var renderer = new TemplateRenderer(clock);
        var scope = new TemplateScope(null);
        foreach (var (name, value) in variables)
            scope.Set(name, value);
        renderer.Run(statements, scope);
        return renderer.output.ToString();
    }

    private Flow Run(IReadOnlyList<TemplateStatement> statements, TemplateScope scope)
    {
        budget.Enter();
        var flow = Flow.Onward;
        for (var i = 0; i < statements.Count && flow == Flow.Onward; i++)
        {
            budget.Step();
            flow = Run(statements[i], scope);
        }

        budget.Leave();
        return flow;
    }

    private Flow Run(TemplateStatement statement, TemplateScope scope)
    {
        switch (statement)
        {
            case TextStatement text:
                Write(text.Text);
                return Flow.Onward;
            case OutputStatement shown:
                Write(TemplateValue.Text(evaluator.Value(shown.Value, scope)));
                return Flow.Onward;
            case IfStatement condition:
                foreach (var (test, body) in condition.Branches)
                {
                    if (TemplateValue.IsTrue(evaluator.Value(test, scope)))
                        return Run(body, scope);
                }

                return Run(condition.Otherwise, scope);
            case ForStatement loop:
                return Loop(loop, scope);
            case SetStatement set:
                Assign(set.Target, evaluator.Value(set.Value, scope), scope);
                return Flow.Onward;
            case CaptureStatement capture:
                Capture(capture, scope);
                return Flow.Onward;
            case MacroStatement macro:
                scope.Set(macro.Name, (TemplateFunction)(arguments => Call(macro, arguments, scope)));
                return Flow.Onward;
            case ScopeStatement inner:
                var within = new TemplateScope(scope);
                foreach (var (name, value) in inner.Names)
                    within.Set(name, evaluator.Value(value, scope));
                return Run(inner.Body, inner.Names.Count > 0 ? within : scope);
            default:
                return ((JumpStatement)statement).IsBreak ? Flow.Break : Flow.Continue;
        }
    }

    private Flow Loop(ForStatement loop, TemplateScope scope)
    {
        var items = TemplateValue.Items(evaluator.Value(loop.Items, scope));
        budget.Produce(items.Count);
        if (loop.Filter is { } filter)
        {
            items = [.. items.Where(item =>
            {
                var tested = new TemplateScope(scope);
                Assign(loop.Target, item, tested);
                return TemplateValue.IsTrue(evaluator.Value(filter, tested));
            })];
        }

        if (items.Count == 0)
            return Run(loop.Otherwise, scope);
        var state = new TemplateLoop(items);
        for (var i = 0; i < items.Count; i++)
        {
            budget.Step();
            state.Index = i;
            var inner = new TemplateScope(scope);
            inner.Set("loop", state);
            Assign(loop.Target, items[i], inner);
            if (Run(loop.Body, inner) == Flow.Break)
                break;
        }

        return Flow.Onward;
    }

    private static void Assign(TemplateExpression target, object? value, TemplateScope scope)
    {
        switch (target)
        {
            case NameExpression name:
                scope.Set(name.Name, value);
                break;
            case AttributeExpression { Target: NameExpression name } attribute:
                if (!scope.TryGet(name.Name, out var found) || found is not TemplateNamespace space)
                    throw new ChatTemplateException($"The chat template sets '{name.Name}.{attribute.Name}', but only namespaces can be changed.");
                space.Values[attribute.Name] = value;
                break;
            case ListExpression names:
                var values = TemplateValue.Items(value);
                if (values.Count != names.Items.Count)
                    throw new ChatTemplateException($"The chat template gives {values.Count} values to {names.Items.Count} names.");
                for (var i = 0; i < values.Count; i++)
                    Assign(names.Items[i], values[i], scope);
                break;
        }
    }

    private void Capture(CaptureStatement capture, TemplateScope scope)
    {
        var outside = output;
        output = new StringBuilder();
        Run(capture.Body, new TemplateScope(scope));
        object? value = output.ToString();
        output = outside;
        foreach (var filter in capture.Filters)
            value = evaluator.Filter(filter, value, scope);
        if (capture.Target is { } target)
            Assign(target, value, scope);
        else
            Write(TemplateValue.Text(value));
    }

    private string Call(MacroStatement macro, TemplateArguments arguments, TemplateScope defined)
    {
        if (arguments.Positional.Count > macro.Parameters.Count)
            throw new ChatTemplateException($"The chat template gives the macro '{macro.Name}' {arguments.Positional.Count} arguments, but it takes {macro.Parameters.Count}.");
        if (arguments.Named.Keys.FirstOrDefault(name => macro.Parameters.All(parameter => parameter.Name != name)) is { } unknown)
            throw new ChatTemplateException($"The chat template gives the macro '{macro.Name}' the argument '{unknown}', which it does not take.");
        var scope = new TemplateScope(defined);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, otherwise) = macro.Parameters[i];
            scope.Set(name, arguments.Has(i, name) ? arguments[i, name]
                : otherwise is not null ? evaluator.Value(otherwise, scope)
                : new TemplateUndefined($"parameter '{name}' was not provided"));
        }

        var outside = output;
        output = new StringBuilder();
        Run(macro.Body, scope);
        var text = output.ToString();
        output = outside;
        return text;
    }

    private void Write(string text)
    {
        budget.Produce(text.Length);
        output.Append(text);
    }
}
