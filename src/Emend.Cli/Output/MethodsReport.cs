using System.Text.Json;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend methods</c>.</summary>
internal sealed record MethodsReport(int Schema, IReadOnlyList<MethodsReport.Method> Methods)
{
    /// <param name="DefaultsFrom">Where the defaults for the model in use come from; null for those without a model.</param>
    internal sealed record Method(string Name, string Summary, string Paper, string Cost, string? DefaultsFrom, IReadOnlyList<Option> Options);

    internal sealed record Option(string Name, JsonElement Default, string Kind, string Description, string Source);
}
