using System.Text.Json;

namespace Emend.Evaluation.Runs;

/// <summary>One line of <c>cases.jsonl</c>: what was edited, what was asked, and what was answered before, with the fact in the prompt, and after.</summary>
public sealed record CaseRecord
{
    /// <summary>The place in the run, from 0.</summary>
    public required int Case { get; init; }

    /// <summary>The case's name in its data set.</summary>
    public required string Id { get; init; }

    /// <summary>The relation, where it is known.</summary>
    public string? Relation { get; init; }

    /// <summary>The facts that were written.</summary>
    public required IReadOnlyList<WrittenFact> Edits { get; init; }

    /// <summary>Whether the unedited model said the old answers; null where the data set names none.</summary>
    public bool? WasKnown { get; init; }

    /// <summary>Whether the unedited model said the new answers already.</summary>
    public bool WasRight { get; init; }

    /// <summary>Why the method could not write the facts; null if it did. The model then stays unedited, and is scored so.</summary>
    public string? Failure { get; init; }

    /// <summary>How many questions were too long for the context and lost their beginning.</summary>
    public int Cut { get; init; }

    /// <summary>The metrics of the unedited model.</summary>
    public required IReadOnlyDictionary<string, double> Before { get; init; }

    /// <summary>The metrics of the unedited model that reads the facts in front of each question.</summary>
    public required IReadOnlyDictionary<string, double> Prompted { get; init; }

    /// <summary>The metrics of the edited model.</summary>
    public required IReadOnlyDictionary<string, double> After { get; init; }

    /// <summary>The questions and their answers.</summary>
    public required IReadOnlyList<AnsweredTest> Tests { get; init; }

    /// <summary>The line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, RunJson.Lines.CaseRecord);
}

/// <summary>A fact as it was written.</summary>
/// <param name="Prompt">The statement up to the answer, with the subject.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Target">The new answer.</param>
/// <param name="Old">The old answer, where it is known.</param>
public sealed record WrittenFact(string Prompt, string? Subject, string? Target, string? Old);

/// <summary>A question and what was answered to it.</summary>
public sealed record AnsweredTest
{
    /// <summary>The name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>What kind of question it is that the run has made of the edit; null for those of the data set.</summary>
    public string? Made { get; init; }

    /// <summary>The question.</summary>
    public required string Prompt { get; init; }

    /// <summary>The main right answer; null if there is none.</summary>
    public string? Answer { get; init; }

    /// <summary>The competing answer.</summary>
    public string? Against { get; init; }

    /// <summary>Why the question does not count; null if it does.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Which other edit changes the answer, where the question counts all the same; null if none does.</summary>
    public string? Contradicted { get; init; }

    /// <summary>The unedited model.</summary>
    public required Answer Before { get; init; }

    /// <summary>The unedited model with the facts in front of the question.</summary>
    public required Answer Prompted { get; init; }

    /// <summary>The edited model.</summary>
    public required Answer After { get; init; }
}
