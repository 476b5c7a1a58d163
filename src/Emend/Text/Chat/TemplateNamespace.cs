namespace Emend.Text.Chat;

/// <summary>What <c>namespace()</c> makes: the one thing that a template can change inside a loop.</summary>
internal sealed class TemplateNamespace
{
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);
}
