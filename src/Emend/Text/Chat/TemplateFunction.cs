namespace Emend.Text.Chat;

/// <summary>Something that a template can call.</summary>
/// <param name="arguments">What stands in the parentheses.</param>
internal delegate object? TemplateFunction(TemplateArguments arguments);
