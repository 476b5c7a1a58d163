namespace Emend.Evaluation.Datasets;

/// <summary>One way to read a file that can be read in several.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it means, as a phrase.</param>
public sealed record DatasetVariant(string Name, string Description);
