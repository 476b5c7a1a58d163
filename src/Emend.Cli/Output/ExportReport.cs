namespace Emend.Cli.Output;

/// <summary>The document of <c>emend export</c>.</summary>
/// <param name="Edits">The commits whose edits are in it.</param>
/// <param name="Written">The files and folders.</param>
internal sealed record ExportReport(int Schema, string Model, IReadOnlyList<string> Edits, IReadOnlyList<string> Written);
