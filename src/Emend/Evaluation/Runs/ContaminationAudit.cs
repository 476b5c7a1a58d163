using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Runs;

/// <summary>
/// Finds the questions whose answer another edit changes when several are in the model at once: a third of MQuAKE-CF-3k's
/// cases have some. A question is contradicted if another case gives a new answer to the same prompt, or to the same
/// relation of the same subject, that is none of its own; a question over several steps also if one of its steps is.
/// </summary>
internal sealed class ContaminationAudit
{
    private readonly Dictionary<string, List<(string Case, EditTarget Target)>> edits = new(StringComparer.Ordinal);

    /// <summary>Notes what the edits of cases change: a few words of each.</summary>
    public ContaminationAudit(IEnumerable<EditCase> cases)
    {
        foreach (var one in cases)
        {
            foreach (var edit in one.Edits.Where(edit => edit.TargetNew is not null))
            {
                foreach (var key in Keys(edit.Prompt, edit.Question, edit.Subject, edit.Relation))
                {
                    if (!edits.TryGetValue(key, out var list))
                        edits[key] = list = [];
                    if (!list.Exists(known => known.Case == one.Id && known.Target.Text == edit.TargetNew!.Text))
                        list.Add((one.Id, edit.TargetNew!));
                }
            }
        }
    }

    /// <summary>Why a question of a case can not be answered as the case says; null if it can.</summary>
    public string? Contradiction(EditCase of, EditTest test)
    {
        if (Contradicts(of, test) is { } direct)
            return direct;
        return test.Kind == EditTestKind.MultiHop
            ? of.Tests.Where(step => step.Kind == EditTestKind.SingleHop).Select(step => Contradicts(of, step)).FirstOrDefault(reason => reason is not null)
            : null;
    }

    private static IEnumerable<string> Keys(string? prompt, string? question, string? subject, string? relation)
    {
        if (prompt is not null)
            yield return "p " + prompt.Trim();
        if (question is not null)
            yield return "p " + question.Trim();
        if (subject is not null && relation is not null)
            yield return $"r {subject} {relation}";
    }

    private string? Contradicts(EditCase of, EditTest test)
    {
        if (test.Answers.Count == 0)
            return null;
        foreach (var key in Keys(test.Prompt, test.Cloze, test.Subject, test.Relation))
        {
            foreach (var (other, target) in edits.GetValueOrDefault(key) ?? [])
            {
                if (other != of.Id && !test.Answers.Any(answer => target.Answer.Texts.Any(answer.Texts.Contains)))
                    return $"the edit of case {other} changes the answer to {target.Text}";
            }
        }

        return null;
    }
}
