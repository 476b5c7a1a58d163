namespace Emend.Cli.Configuration;

/// <summary>The value of a setting in force and where it came from.</summary>
/// <param name="Name">The name in <c>emend.json</c>; the option is <c>--name</c>, the variable <c>EMEND_NAME</c>.</param>
/// <param name="Value">The value as text, or null where the default is to find out at run time.</param>
/// <param name="Source">Where the value came from, for people.</param>
/// <param name="Folder">The folder that a relative path in the value starts from.</param>
internal sealed record Setting(string Name, string? Value, string Source, string Folder);
