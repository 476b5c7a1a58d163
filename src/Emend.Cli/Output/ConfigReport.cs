namespace Emend.Cli.Output;

/// <summary>The document of <c>emend config</c>.</summary>
internal sealed record ConfigReport(int Schema, IReadOnlyList<ConfigReport.Setting> Settings)
{
    internal sealed record Setting(string Name, string? Value, string Source);
}
