namespace Emend.Cli.Output;

/// <summary>The document of <c>emend models list</c>.</summary>
internal sealed record ModelListReport(int Schema, IReadOnlyList<ModelListReport.Model> Models)
{
    /// <param name="Name">What <c>--model</c> calls it.</param>
    /// <param name="Where"><c>bundled</c> or <c>cache</c>.</param>
    /// <param name="Family">What its <c>config.json</c> says, if it can be read.</param>
    /// <param name="Bytes">The size of its weight files.</param>
    internal sealed record Model(string Name, string Where, string? Family, long Bytes, string Folder);
}
