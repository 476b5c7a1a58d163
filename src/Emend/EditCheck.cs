namespace Emend;

/// <summary>One question that was put to the model before and after an edit.</summary>
/// <param name="Kind">What it tests: <c>rewrite</c>, <c>rephrase</c>, <c>neighbour</c> …</param>
/// <param name="Prompt">The question.</param>
/// <param name="Expected">The answer that passes.</param>
/// <param name="Passed">Whether the edited model answered as expected.</param>
/// <param name="Before">The answer of the unedited model.</param>
/// <param name="After">The answer of the edited model.</param>
public sealed record EditCheck(string Kind, string Prompt, string Expected, bool Passed, EditAnswer? Before = null, EditAnswer? After = null);
