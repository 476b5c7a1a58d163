namespace Emend.Text.Chat;

/// <summary>A part of a template, in the order in which they take effect.</summary>
internal abstract record TemplateStatement;

internal sealed record TextStatement(string Text) : TemplateStatement;

internal sealed record OutputStatement(TemplateExpression Value) : TemplateStatement;

internal sealed record IfStatement(IReadOnlyList<(TemplateExpression Test, IReadOnlyList<TemplateStatement> Body)> Branches, IReadOnlyList<TemplateStatement> Otherwise) : TemplateStatement;

internal sealed record ForStatement(
    TemplateExpression Target, TemplateExpression Items, TemplateExpression? Filter, IReadOnlyList<TemplateStatement> Body, IReadOnlyList<TemplateStatement> Otherwise) : TemplateStatement;

internal sealed record SetStatement(TemplateExpression Target, TemplateExpression Value) : TemplateStatement;

/// <summary><c>{% set x %}…{% endset %}</c>, and <c>{% filter f %}…{% endfilter %}</c> where there is no target.</summary>
internal sealed record CaptureStatement(TemplateExpression? Target, IReadOnlyList<FilterExpression> Filters, IReadOnlyList<TemplateStatement> Body) : TemplateStatement;

internal sealed record MacroStatement(string Name, IReadOnlyList<(string Name, TemplateExpression? Default)> Parameters, IReadOnlyList<TemplateStatement> Body) : TemplateStatement;

/// <summary><c>{% with %}</c>, and transformers' <c>{% generation %}</c>, which only marks its text.</summary>
internal sealed record ScopeStatement(IReadOnlyList<(string Name, TemplateExpression Value)> Names, IReadOnlyList<TemplateStatement> Body) : TemplateStatement;

internal sealed record JumpStatement(bool IsBreak) : TemplateStatement;
