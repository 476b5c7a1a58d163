using static Emend.Text.Chat.TemplateTokenKind;

namespace Emend.Text.Chat;

/// <summary>Parses a template into statements; what it does not know is refused by name.</summary>
internal sealed class TemplateParser
{
    private readonly ExpressionParser inner;
    private int loops;

    private TemplateParser(IReadOnlyList<TemplateToken> tokens) => inner = new ExpressionParser(tokens);

    /// <summary>The statements of a template.</summary>
    /// <exception cref="ChatTemplateException">The template is not sound, or uses what is not supported.</exception>
    public static IReadOnlyList<TemplateStatement> Parse(string source)
    {
        var parser = new TemplateParser(TemplateLexer.Read(source));
        var (statements, end) = parser.Body();
        return end.Length == 0 ? statements : throw parser.inner.Error($"the tag {end} closes nothing");
    }

    /// <summary>Statements up to one of the tags that can end them; its opening and name are taken.</summary>
    private (IReadOnlyList<TemplateStatement> Statements, string End) Body(params string[] ends)
    {
        var statements = new List<TemplateStatement>();
        while (true)
        {
            var token = inner.Take();
            switch (token.Kind)
            {
                case End when ends.Length == 0:
                    return (statements, "");
                case End:
                    throw inner.Error($"{ends[^1]} is missing");
                case Data:
                    statements.Add(new TextStatement(token.Text));
                    break;
                case OutputBegin:
                    statements.Add(new OutputStatement(inner.Tuple()));
                    inner.Expect(OutputEnd, "}}");
                    break;
                default:
                    var name = inner.Expect(Name, "a tag's name").Text;
                    if (ends.Contains(name))
                        return (statements, name);
                    statements.Add(inner.Nested(() => Statement(name)));
                    break;
            }
        }
    }

    private TemplateStatement Statement(string name) => name switch
    {
        "if" => If(),
        "for" => For(),
        "set" => Set(),
        "macro" => Macro(),
        "filter" => Filter(),
        "with" => With(),
        "generation" => Marked(),
        "break" or "continue" when loops > 0 => Jump(name),
        "break" or "continue" => throw inner.Error($"{name} stands outside a loop"),
        "elif" or "else" or "endif" or "endfor" or "endset" or "endmacro" or "endfilter" or "endwith" or "endgeneration" or "endraw" => throw inner.Error($"the tag {name} closes nothing"),
        _ => throw new ChatTemplateException($"The chat template uses the tag '{name}', which is not supported (line {inner.Next.Line}): Emend knows if, for, set, macro, filter, with, break, continue, generation and raw."),
    };

    private IfStatement If()
    {
        var branches = new List<(TemplateExpression, IReadOnlyList<TemplateStatement>)>();
        IReadOnlyList<TemplateStatement> otherwise = [];
        for (var end = "elif"; end == "elif";)
        {
            var test = inner.Tuple();
            EndTag();
            (var body, end) = Body("elif", "else", "endif");
            branches.Add((test, body));
            if (end != "else")
                continue;
            EndTag();
            (otherwise, _) = Body("endif");
        }

        EndTag();
        return new IfStatement(branches, otherwise);
    }

    private ForStatement For()
    {
        var target = inner.Target(mayBeAttribute: false);
        if (!inner.TakeName("in"))
            throw inner.Error("'in' is missing");
        var items = inner.Or();
        var filter = inner.TakeName("if") ? inner.Expression() : null;
        if (inner.Next.IsName("recursive"))
            throw new ChatTemplateException($"The chat template uses a recursive loop, which is not supported (line {inner.Next.Line}).");
        EndTag();
        loops++;
        var (body, end) = Body("else", "endfor");
        loops--;
        IReadOnlyList<TemplateStatement> otherwise = [];
        if (end == "else")
        {
            EndTag();
            (otherwise, _) = Body("endfor");
        }

        EndTag();
        return new ForStatement(target, items, filter, body, otherwise);
    }

    private TemplateStatement Set()
    {
        var target = inner.Target(mayBeAttribute: true);
        if (inner.TakeOperator("="))
        {
            var value = inner.Tuple();
            EndTag();
            return new SetStatement(target, value);
        }

        var filters = Filters();
        EndTag();
        var (body, _) = Body("endset");
        EndTag();
        return new CaptureStatement(target, filters, body);
    }

    private MacroStatement Macro()
    {
        var name = inner.Expect(Name, "a macro's name").Text;
        var parameters = new List<(string, TemplateExpression?)>();
        inner.ExpectOperator("(");
        while (!inner.TakeOperator(")"))
        {
            if (parameters.Count > 0)
                inner.ExpectOperator(",");
            var parameter = inner.Expect(Name, "a parameter's name").Text;
            parameters.Add((parameter, inner.TakeOperator("=") ? inner.Expression() : null));
        }

        EndTag();
        var outside = loops;
        loops = 0;
        var (body, _) = Body("endmacro");
        loops = outside;
        inner.TakeName(name);
        EndTag();
        return new MacroStatement(name, parameters, body);
    }

    private CaptureStatement Filter()
    {
        var first = inner.Filter(new LiteralExpression(null, inner.Next.Line));
        var filters = Filters();
        EndTag();
        var (body, _) = Body("endfilter");
        EndTag();
        return new CaptureStatement(null, [first, .. filters], body);
    }

    private ScopeStatement With()
    {
        var names = new List<(string, TemplateExpression)>();
        while (inner.Next.Kind == Name)
        {
            var name = inner.Take().Text;
            inner.ExpectOperator("=");
            names.Add((name, inner.Expression()));
            if (!inner.TakeOperator(","))
                break;
        }

        EndTag();
        var (body, _) = Body("endwith");
        EndTag();
        return new ScopeStatement(names, body);
    }

    private ScopeStatement Marked()
    {
        EndTag();
        var (body, _) = Body("endgeneration");
        EndTag();
        return new ScopeStatement([], body);
    }

    private JumpStatement Jump(string name)
    {
        EndTag();
        return new JumpStatement(name == "break");
    }

    private List<FilterExpression> Filters()
    {
        var filters = new List<FilterExpression>();
        while (inner.TakeOperator("|"))
            filters.Add(inner.Filter(new LiteralExpression(null, inner.Next.Line)));
        return filters;
    }

    private void EndTag() => inner.Expect(BlockEnd, "%}");
}
