namespace Emend.Evaluation.Cases;

/// <summary>Where a case comes from.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="File">The file's name, without its folder; empty for cases made here.</param>
/// <param name="Line">The line on which the record starts, from 1; 0 for cases made here.</param>
public sealed record CaseSource(string Dataset, string File = "", long Line = 0);
