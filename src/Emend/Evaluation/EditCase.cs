using Emend.Editing;

namespace Emend.Evaluation;

/// <summary>An edit and the questions that tell what it did.</summary>
/// <param name="Request">The fact to write.</param>
/// <param name="Tests">The questions.</param>
public sealed record EditCase(EditRequest Request, IReadOnlyList<EditTest> Tests);

/// <summary>A question that is put to the edited model.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="Prompt">The question, up to the answer.</param>
/// <param name="Answer">The answer that passes.</param>
/// <param name="Rival">The answer that would be given if the edit failed, or reached where it should not.</param>
public sealed record EditTest(EditTestKind Kind, string Prompt, string Answer, string Rival);

/// <summary>What a question measures.</summary>
public enum EditTestKind
{
    /// <summary>The fact in the words of the request (efficacy).</summary>
    Rewrite,

    /// <summary>The fact in other words (generality).</summary>
    Rephrase,

    /// <summary>The fact in other words after an unrelated sentence (generality).</summary>
    DistractedRephrase,

    /// <summary>The same relation and answer of another subject (locality, CounterFact's neighbourhood).</summary>
    Neighbour,

    /// <summary>The same relation of a subject with another answer (locality).</summary>
    SameRelation,

    /// <summary>Another fact of the same subject (locality).</summary>
    OwnFact,

    /// <summary>A fact that has nothing to do with the edit (locality).</summary>
    Unrelated,
}
