namespace Emend.Tracing;

/// <summary>A fact whose prompt can be traced.</summary>
/// <param name="Prompt">The statement up to the answer.</param>
/// <param name="Subject">What it is about; it stands in the prompt.</param>
/// <param name="Attribute">The answer.</param>
public sealed record TracedFact(string Prompt, string Subject, string Attribute);
