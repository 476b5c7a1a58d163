using System.Globalization;
using static Emend.Text.Chat.TemplateTokenKind;

namespace Emend.Text.Chat;

/// <summary>Parses what stands inside tags, with Jinja's precedence: filters and tests bind tightest, then calls' operators, then comparisons, not, and, or, if.</summary>
/// <param name="tokens">The template's tokens.</param>
internal sealed class ExpressionParser(IReadOnlyList<TemplateToken> tokens)
{
    // far more than any real template nests; evaluation recurses as deep
    private const int DeepestNesting = 100;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int at;
    private int depth;

    /// <summary>The token that comes next.</summary>
    public TemplateToken Next => tokens[at];

    /// <summary>Takes the next token.</summary>
    public TemplateToken Take() => tokens[at].Kind == End ? tokens[at] : tokens[at++];

    /// <summary>Takes the next token if it is a certain punctuation mark.</summary>
    public bool TakeOperator(string text)
    {
        var isIt = Next.IsOperator(text);
        at += isIt ? 1 : 0;
        return isIt;
    }

    /// <summary>Takes the next token if it is a certain word.</summary>
    public bool TakeName(string text)
    {
        var isIt = Next.IsName(text);
        at += isIt ? 1 : 0;
        return isIt;
    }

    /// <summary>Takes the next token, which must be of a kind.</summary>
    public TemplateToken Expect(TemplateTokenKind kind, string what) => Next.Kind == kind ? Take() : throw Error($"{what} is missing");

    /// <summary>Takes a punctuation mark that must come.</summary>
    public void ExpectOperator(string text)
    {
        if (!TakeOperator(text))
            throw Error($"'{text}' is missing");
    }

    /// <summary>An error at the next token.</summary>
    public ChatTemplateException Error(string fault) => new(
        $"The chat template is not sound: {fault} before {(Next.Kind == End ? "its end" : $"'{Next.Text}'")} (line {Next.Line}).");

    /// <summary>Goes one level deeper.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++depth > DeepestNesting)
            throw new ChatTemplateException($"The chat template is nested more than {DeepestNesting} deep (line {Next.Line}).");
        var result = parse();
        depth--;
        return result;
    }

    /// <summary>One value, or several between commas as a tuple.</summary>
    public TemplateExpression Tuple()
    {
        var line = Next.Line;
        var first = Expression();
        if (!Next.IsOperator(","))
            return first;
        var items = new List<TemplateExpression> { first };
        while (TakeOperator(",") && !IsEndOfTuple())
            items.Add(Expression());
        return new ListExpression(items, IsTuple: true, line);
    }

    /// <summary>A value, with a condition where there is one.</summary>
    public TemplateExpression Expression() => Nested(() =>
    {
        var line = Next.Line;
        var value = Or();
        while (TakeName("if"))
        {
            var test = Or();
            value = new ConditionExpression(test, value, TakeName("else") ? Expression() : null, line);
        }

        return value;
    });

    /// <summary>A value without a condition, as after <c>in</c> of a loop.</summary>
    public TemplateExpression Or() => Chain(And, "or");

    /// <summary>One or several names, which a loop or an assignment gives values to.</summary>
    public TemplateExpression Target(bool mayBeAttribute)
    {
        var line = Next.Line;
        var inside = TakeOperator("(");
        var names = new List<TemplateExpression>();
        do
        {
            names.Add(new NameExpression(Expect(Name, "a name").Text, line));
        }
        while (TakeOperator(",") && !Next.IsName("in"));
        if (inside)
            ExpectOperator(")");
        if (mayBeAttribute && names.Count == 1 && TakeOperator("."))
            return new AttributeExpression(names[0], Expect(Name, "a name").Text, line);
        return names.Count == 1 && !inside ? names[0] : new ListExpression(names, IsTuple: true, line);
    }

    /// <summary>A filter's name and what stands in its parentheses.</summary>
    public FilterExpression Filter(TemplateExpression target)
    {
        var name = Expect(Name, "a filter's name");
        return new FilterExpression(target, name.Text, Next.IsOperator("(") ? Arguments() : ArgumentExpressions.Empty, name.Line);
    }

    private bool IsEndOfTuple() => Next.Kind is OutputEnd or BlockEnd || Next.IsOperator(")") || Next.IsOperator("=");

    private TemplateExpression Chain(Func<TemplateExpression> operand, params ReadOnlySpan<string> words)
    {
        var left = operand();
        while (words.Contains(Next.Text) && Next.Kind is Name or Operator)
        {
            var token = Take();
            left = new BinaryExpression(token.Text, left, operand(), token.Line);
        }

        return left;
    }

    private TemplateExpression And() => Chain(Not, "and");

    private TemplateExpression Not()
    {
        var line = Next.Line;
        return TakeName("not") ? Nested(() => new UnaryExpression("not", Not(), line)) : Comparison();
    }

    private TemplateExpression Comparison()
    {
        var line = Next.Line;
        var first = Sum();
        var rest = new List<(string, TemplateExpression)>();
        while (true)
        {
            if (Next.Kind == Operator && Comparisons.Contains(Next.Text))
                rest.Add((Take().Text, Sum()));
            else if (TakeName("in"))
                rest.Add(("in", Sum()));
            else if (Next.IsName("not") && tokens[at + 1].IsName("in"))
                rest.Add(TakeNotIn());
            else
                return rest.Count == 0 ? first : new ComparisonExpression(first, rest, line);
        }

        (string, TemplateExpression) TakeNotIn()
        {
            at += 2;
            return ("not in", Sum());
        }
    }

    private TemplateExpression Sum() => Chain(Concatenation, "+", "-");

    private TemplateExpression Concatenation() => Chain(Product, "~");

    private TemplateExpression Product() => Chain(Power, "*", "/", "//", "%");

    private TemplateExpression Power() => Chain(() => Unary(withFilters: true), "**");

    private TemplateExpression Unary(bool withFilters)
    {
        var line = Next.Line;
        TemplateExpression value;
        if (Next.IsOperator("-") || Next.IsOperator("+"))
        {
            var sign = Take().Text;
            value = Nested(() => new UnaryExpression(sign, Unary(withFilters: false), line));
        }
        else
        {
            value = Primary();
        }

        value = Postfix(value);
        return withFilters ? Filters(value) : value;
    }

    private TemplateExpression Filters(TemplateExpression value)
    {
        while (true)
        {
            if (TakeOperator("|"))
                value = Filter(value);
            else if (Next.IsName("is"))
                value = Test(value);
            else if (Next.IsOperator("("))
                value = new CallExpression(value, Arguments(), Next.Line);
            else
                return value;
        }
    }

    private TestExpression Test(TemplateExpression value)
    {
        var line = Take().Line;
        var negated = TakeName("not");
        var name = Expect(Name, "a test's name").Text;
        var arguments = ArgumentExpressions.Empty;
        if (Next.IsOperator("("))
            arguments = Arguments();
        else if (Next.Kind is Quoted or Integer or Float || Next.IsOperator("[") || Next.IsOperator("{") || (Next.Kind == Name && Next.Text is not ("else" or "or" or "and" or "is" or "if" or "not" or "in")))
            arguments = new ArgumentExpressions([Postfix(Primary())], []);
        return Next.IsName("is") ? throw Error("tests cannot follow each other") : new TestExpression(value, name, arguments, negated, line);
    }

    private TemplateExpression Postfix(TemplateExpression value)
    {
        while (true)
        {
            var line = Next.Line;
            if (TakeOperator("."))
            {
                value = Next.Kind == Integer
                    ? new SubscriptExpression(value, Number(Take()), line)
                    : new AttributeExpression(value, Expect(Name, "a name").Text, line);
            }
            else if (TakeOperator("["))
            {
                value = new SubscriptExpression(value, Index(), line);
                ExpectOperator("]");
            }
            else if (Next.IsOperator("("))
            {
                value = new CallExpression(value, Arguments(), line);
            }
            else
            {
                return value;
            }
        }
    }

    private TemplateExpression Index()
    {
        var line = Next.Line;
        var start = Next.IsOperator(":") ? null : Tuple();
        if (!TakeOperator(":"))
            return start!;
        var stop = Next.IsOperator(":") || Next.IsOperator("]") ? null : Expression();
        var step = TakeOperator(":") && !Next.IsOperator("]") ? Expression() : null;
        return new SliceExpression(start, stop, step, line);
    }

    private ArgumentExpressions Arguments()
    {
        ExpectOperator("(");
        var positional = new List<TemplateExpression>();
        var named = new List<(string, TemplateExpression)>();
        while (!TakeOperator(")"))
        {
            if (positional.Count + named.Count > 0)
                ExpectOperator(",");
            if (TakeOperator(")"))
                break;
            if (Next.IsOperator("*") || Next.IsOperator("**"))
                throw Error("lists of arguments are not supported: what is needed stands");
            if (Next.Kind == Name && tokens[at + 1].IsOperator("="))
            {
                var name = Take().Text;
                at++;
                named.Add((name, Expression()));
            }
            else
            {
                positional.Add(Expression());
            }
        }

        return new ArgumentExpressions(positional, named);
    }

    private TemplateExpression Primary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case Name:
                return token.Text switch
                {
                    "true" or "True" => new LiteralExpression(true, token.Line),
                    "false" or "False" => new LiteralExpression(false, token.Line),
                    "none" or "None" => new LiteralExpression(null, token.Line),
                    _ => new NameExpression(token.Text, token.Line),
                };
            case Quoted:
                var text = token.Text;
                while (Next.Kind == Quoted)
                    text += Take().Text;
                return new LiteralExpression(text, token.Line);
            case Integer or Float:
                return Number(token);
            case Operator when token.Text == "(":
                if (TakeOperator(")"))
                    return new ListExpression([], IsTuple: true, token.Line);
                var inside = Nested(Tuple);
                ExpectOperator(")");
                return inside;
            case Operator when token.Text == "[":
                return new ListExpression(Items("]", () => Expression()), IsTuple: false, token.Line);
            case Operator when token.Text == "{":
                return new DictionaryExpression(Items("}", Pair), token.Line);
            default:
                at -= token.Kind == End ? 0 : 1;
                throw Error("a value is missing");
        }

        (TemplateExpression, TemplateExpression) Pair()
        {
            var key = Expression();
            ExpectOperator(":");
            return (key, Expression());
        }
    }

    private List<T> Items<T>(string end, Func<T> item)
    {
        var items = new List<T>();
        while (!TakeOperator(end))
        {
            if (items.Count > 0)
                ExpectOperator(",");
            if (TakeOperator(end))
                break;
            items.Add(item());
        }

        return items;
    }

    private static LiteralExpression Number(TemplateToken token)
    {
        if (token.Kind == Integer && long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
            return new LiteralExpression(integer, token.Line);
        if (token.Kind == Float && double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return new LiteralExpression(number, token.Line);
        throw new ChatTemplateException($"The chat template is not sound: the number {token.Text} is too large (line {token.Line}).");
    }
}
