using System.Text.Json;

namespace Emend.Evaluation.Cases;

/// <summary>A question that tells what an edit did.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="Prompt">The question, up to the answer, byte by byte as the source has it.</param>
public sealed record EditTest(EditTestKind Kind, string Prompt)
{
    /// <summary>A question with one answer and the answer that would be given if the edit failed, or reached where it should not.</summary>
    public EditTest(EditTestKind kind, string prompt, string answer, string? against)
        : this(kind, prompt)
    {
        Answers = [new AnswerSet(answer)];
        Against = against;
        When = kind.IsLocality ? TestMoment.Unchanged : TestMoment.After;
    }

    /// <summary>The source's own name of the kind, where it has one that says more.</summary>
    public string? Label { get; init; }

    /// <summary>The right answers, each under all its names; none if the question has no right answer.</summary>
    public IReadOnlyList<AnswerSet> Answers { get; init; } = [];

    /// <summary>How many of the answers must be given.</summary>
    public AnswerRule Rule { get; init; }

    /// <summary>Of which model the answer is expected.</summary>
    public TestMoment When { get; init; }

    /// <summary>The competing answer: the old object where the new one is right, and the other way round.</summary>
    public string? Against { get; init; }

    /// <summary>The name of the questions of this case that count as one.</summary>
    public string? Group { get; init; }

    /// <summary>How many of the group's questions must be answered rightly.</summary>
    public AnswerRule GroupRule { get; init; }

    /// <summary>What must hold on the unedited model, or the question does not count.</summary>
    public IReadOnlyList<TestCondition> Conditions { get; init; } = [];

    /// <summary>What stands between the prompt and an answer: a space, or nothing where a text was cut within a word.</summary>
    public string JoinedBy { get; init; } = " ";

    /// <summary>The same question as a statement to be continued, where the source has both.</summary>
    public string? Cloze { get; init; }

    /// <summary>Whether the question is about one of the edited facts; null where the source does not say.</summary>
    public bool? IsEdited { get; init; }

    /// <summary>What the question is about, where it differs from the edit's subject and is known.</summary>
    public string? Subject { get; init; }

    /// <summary>The relation that is asked for, where it is known.</summary>
    public string? Relation { get; init; }

    /// <summary>The date for which the answer holds, as the source writes it.</summary>
    public string? Date { get; init; }

    /// <summary>What else the source says about the question, by the names of benchmarks.md.</summary>
    public IReadOnlyDictionary<string, JsonElement> Details { get; init; } = CaseDetails.None;

    /// <summary>The answer that is scored where only one can be: the main name of the first; null without answers.</summary>
    public string? Answer => Answers is [var first, ..] ? first.Main : null;

    /// <summary>What the question is a sign of in this case: its kind's aspect, unless its moment says otherwise.</summary>
    public TestAspect Aspect => When switch
    {
        TestMoment.Unchanged => TestAspect.Locality,
        TestMoment.Before => TestAspect.Knowledge,
        _ => Kind.Aspect is TestAspect.Locality or TestAspect.Knowledge ? TestAspect.Portability : Kind.Aspect,
    };

    /// <summary>A question with the names of its one answer, or none.</summary>
    internal static EditTest Of(EditTestKind kind, TestMoment when, string prompt, AnswerSet? answer = null, string? against = null) =>
        new(kind, prompt) { When = when, Answers = answer is null ? [] : [answer], Against = against };
}
