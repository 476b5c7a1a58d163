using System.Diagnostics.CodeAnalysis;

namespace Emend.Text.Chat;

/// <summary>The names that are known in a part of a template; loops and macros have a scope of their own, conditions do not.</summary>
/// <param name="outer">Where names are looked for that are not known here.</param>
internal sealed class TemplateScope(TemplateScope? outer)
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);

    /// <summary>Gives a name a value here.</summary>
    public void Set(string name, object? value) => values[name] = value;

    /// <summary>Finds the value of a name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(true)] out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.values.TryGetValue(name, out value))
                return true;
        }

        value = null;
        return false;
    }

    private TemplateScope? Outer => outer;
}
