namespace Emend.Text.Chat;

/// <summary>The value of what does not exist: it prints as nothing, but using it is an error that says what is missing.</summary>
/// <param name="Message">What is missing.</param>
internal sealed record TemplateUndefined(string Message);
