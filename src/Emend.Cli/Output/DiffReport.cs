namespace Emend.Cli.Output;

/// <summary>The document of <c>emend diff</c>.</summary>
/// <param name="From">The first state: a commit, or <c>original</c>.</param>
/// <param name="To">The second state.</param>
/// <param name="Asked">How many questions were put to both.</param>
/// <param name="Differences">Those that they answer differently.</param>
/// <param name="Weights">The weights that differ.</param>
internal sealed record DiffReport(
    int Schema, string From, string To, int Asked, IReadOnlyList<DiffReport.Difference> Differences, IReadOnlyList<DiffReport.Weight> Weights, IReadOnlyList<string> Notes)
{
    internal sealed record Difference(string Kind, string Prompt, string Expected, EditAnswer From, EditAnswer To);

    internal sealed record Weight(string Name, double Norm, double RelativeNorm);
}
