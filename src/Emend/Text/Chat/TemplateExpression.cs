namespace Emend.Text.Chat;

/// <summary>Something in a template that has a value.</summary>
/// <param name="Line">The line it stands in, from 1.</param>
internal abstract record TemplateExpression(int Line);

internal sealed record LiteralExpression(object? Value, int Line) : TemplateExpression(Line);

internal sealed record NameExpression(string Name, int Line) : TemplateExpression(Line);

internal sealed record ListExpression(IReadOnlyList<TemplateExpression> Items, bool IsTuple, int Line) : TemplateExpression(Line);

internal sealed record DictionaryExpression(IReadOnlyList<(TemplateExpression Key, TemplateExpression Value)> Items, int Line) : TemplateExpression(Line);

internal sealed record UnaryExpression(string Operator, TemplateExpression Operand, int Line) : TemplateExpression(Line);

internal sealed record BinaryExpression(string Operator, TemplateExpression Left, TemplateExpression Right, int Line) : TemplateExpression(Line);

internal sealed record ComparisonExpression(TemplateExpression First, IReadOnlyList<(string Operator, TemplateExpression Operand)> Rest, int Line) : TemplateExpression(Line);

internal sealed record ConditionExpression(TemplateExpression Test, TemplateExpression Then, TemplateExpression? Otherwise, int Line) : TemplateExpression(Line);

internal sealed record AttributeExpression(TemplateExpression Target, string Name, int Line) : TemplateExpression(Line);

internal sealed record SubscriptExpression(TemplateExpression Target, TemplateExpression Index, int Line) : TemplateExpression(Line);

internal sealed record SliceExpression(TemplateExpression? Start, TemplateExpression? Stop, TemplateExpression? Step, int Line) : TemplateExpression(Line);

internal sealed record CallExpression(TemplateExpression Target, ArgumentExpressions Arguments, int Line) : TemplateExpression(Line);

internal sealed record FilterExpression(TemplateExpression Target, string Name, ArgumentExpressions Arguments, int Line) : TemplateExpression(Line);

internal sealed record TestExpression(TemplateExpression Target, string Name, ArgumentExpressions Arguments, bool IsNegated, int Line) : TemplateExpression(Line);

/// <summary>What stands between the parentheses of a call.</summary>
internal sealed record ArgumentExpressions(IReadOnlyList<TemplateExpression> Positional, IReadOnlyList<(string Name, TemplateExpression Value)> Named)
{
    public static ArgumentExpressions Empty { get; } = new([], []);
}
