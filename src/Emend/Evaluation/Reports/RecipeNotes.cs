namespace Emend.Evaluation.Reports;

/// <summary>What the report of an experiment says beside its runs.</summary>
/// <param name="Title">The experiment.</param>
/// <param name="Description">What it repeats, in a sentence.</param>
/// <param name="Source">The paper and its table.</param>
/// <param name="Notices">What is missing or other than published, a sentence each.</param>
/// <param name="Published">The published figures.</param>
public sealed record RecipeNotes(string Title, string Description, string Source, IReadOnlyList<string> Notices, IReadOnlyList<PublishedFigure> Published);

/// <summary>A figure as a paper gives it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Model">The model.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Value">The figure as printed.</param>
/// <param name="Protocol">How it was measured.</param>
/// <param name="Source">Where it stands.</param>
public sealed record PublishedFigure(string Method, string Model, string Metric, string Value, string Protocol, string Source);
