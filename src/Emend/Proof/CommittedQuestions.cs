using Emend.Editing;

namespace Emend.Proof;

/// <summary>
/// The facts and probes of the edits in force: unit tests for knowledge. What a later edit replaced on purpose is not
/// asked any more.
/// </summary>
public static class CommittedQuestions
{
    /// <summary>The questions of edits, each prompt once.</summary>
    /// <param name="edits">The commits' names and the records of their edits, oldest first.</param>
    public static IReadOnlyList<CommittedQuestion> Of(IReadOnlyList<(string Commit, EditRecord Record)> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var questions = new Dictionary<string, CommittedQuestion>(StringComparer.Ordinal); // by prompt: the latest counts
        for (var i = 0; i < edits.Count; i++)
        {
            var later = edits.Skip(i + 1).SelectMany(edit => Replacements(edit.Record)).ToList();
            foreach (var question in QuestionsOf(edits[i].Record, later))
            {
                questions.Remove(question.Question.Prompt);
                questions.Add(question.Question.Prompt, question with { Commit = edits[i].Commit });
            }
        }

        return [.. questions.Values];
    }

    private static IEnumerable<CommittedQuestion> QuestionsOf(EditRecord record, List<Replacement> later)
    {
        var replaced = false; // whether the questions of the request at hand, which follow its rewrite, are outdated
        foreach (var check in ChecksOf(record))
        {
            var question = new Question(check.Kind, check.Prompt, check.Expected);
            if (check.Kind == QuestionKind.Rewrite)
                replaced = record.Requests.FirstOrDefault(request => request.Text == check.Prompt) is { } request && later.Exists(one => one.Replaces(request));
            var outdated = QuestionKind.AsksForEdit(check.Kind) ? replaced : later.Exists(one => one.Answers(question));
            if (!outdated && check.Kind != QuestionKind.Perplexity)
                yield return new CommittedQuestion("", question, check.Before);
        }
    }

    /// <summary>The checks of an edit; those that were made without a proof at least have their requests.</summary>
    private static IEnumerable<EditCheck> ChecksOf(EditRecord record) => record.Checks.Count > 0
        ? record.Checks
        : record.Requests.Select(request => new EditCheck(QuestionKind.Rewrite, request.Text, request.Target, true));

    private static IEnumerable<Replacement> Replacements(EditRecord record)
    {
        foreach (var request in record.Requests)
        {
            var check = record.Checks.FirstOrDefault(check => check.Kind == QuestionKind.Rewrite && check.Prompt == request.Text);
            yield return new Replacement(request, check?.Before?.Answer ?? request.TrueTarget);
        }
    }

    /// <summary>A fact that was written, and the answer that it took the place of.</summary>
    private sealed record Replacement(EditRequest Request, string? Old)
    {
        /// <summary>Whether an earlier request is about the same fact: the same subject in the same words, or with the answer that was replaced.</summary>
        public bool Replaces(EditRequest earlier) =>
            earlier.Subject == Request.Subject && (earlier.Prompt == Request.Prompt || (Old is not null && AnswerText.Matches(Old, earlier.Target)));

        /// <summary>Whether a probe asks for the answer that was replaced on purpose.</summary>
        public bool Answers(Question probe) =>
            probe.Prompt.Contains(Request.Subject, StringComparison.Ordinal) && Old is not null && AnswerText.Matches(Old, probe.Expected);
    }
}
