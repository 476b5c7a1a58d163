namespace Emend.Cli.Output;

/// <summary>The document of <c>emend models check</c>.</summary>
/// <param name="Reference">The file compared with; null if the model was only loaded and run.</param>
/// <param name="NotCompared">Tensors of the reference that this kind of model does not compute.</param>
internal sealed record ModelCheckReport(
    int Schema, string Model, string? Reference, double Tolerance, bool Passed, IReadOnlyList<ModelCheckReport.Tensor> Tensors, IReadOnlyList<string> NotCompared)
{
    internal sealed record Tensor(string Name, double MaxAbs, double MaxRel, double Tolerance, bool Passed);
}
