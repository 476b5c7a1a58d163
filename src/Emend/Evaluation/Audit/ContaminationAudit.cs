using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Audit;

/// <summary>
/// Finds the questions of cases whose right answers are changed by other edits that are in the model at the same time, as a third of
/// MQuAKE-CF's are when all its edits are applied together. It knows all edits, but keeps no case.
/// </summary>
/// <remarks>
/// An edit of another case changes a question's answer if it gives another answer to the same words, to the same subject and relation,
/// or to a neighbour's subject in the same relation. A multi-hop question is changed with any of its case's steps.
/// </remarks>
public sealed class ContaminationAudit
{
    private readonly Dictionary<string, List<WrittenEdit>> byWords = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Subject, string Relation), List<WrittenEdit>> byFact = [];

    /// <summary>Takes in the edits of all cases that are in the model at the same time.</summary>
    public ContaminationAudit(IEnumerable<EditCase> together)
    {
        ArgumentNullException.ThrowIfNull(together);
        foreach (var one in together)
        {
            foreach (var edit in one.Edits.Where(edit => edit.TargetNew is not null))
            {
                var written = new WrittenEdit(KeyOf(one), one.Id, edit with { Passage = null, Details = CaseDetails.None }); // a run of long texts would keep them all
                Add(byWords, edit.Prompt, written);
                if (edit.Question != edit.Prompt)
                    Add(byWords, edit.Question, written);
                if (edit.Subject is not null && edit.Relation is not null)
                    Add(byFact, (edit.Subject, edit.Relation), written);
            }
        }
    }

    /// <summary>The questions of one of the cases whose answers other cases change, at most one finding for each.</summary>
    public IReadOnlyList<Contamination> Find(EditCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var key = KeyOf(one);
        var found = new List<Contamination>();
        for (var i = 0; i < one.Tests.Count; i++)
        {
            var test = one.Tests[i];
            if (EditsOf(one, test).FirstOrDefault(edit => edit.Case != key && Changes(edit.Fact, test)) is { } other)
                found.Add(new Contamination(i, other.CaseId, other.Fact));
        }

        if (found.FirstOrDefault(item => one.Tests[item.Test].Kind == EditTestKind.SingleHop) is { } step)
        {
            var known = found.Select(item => item.Test).ToHashSet();
            found.AddRange(Enumerable.Range(0, one.Tests.Count).Where(i => one.Tests[i].Kind == EditTestKind.MultiHop && !known.Contains(i))
                .Select(i => new Contamination(i, step.CaseId, step.By, one.Tests[step.Test].Prompt)));
        }

        return [.. found.OrderBy(item => item.Test)];
    }

    /// <summary>A case without the questions whose answers other cases change; the case itself if there are none.</summary>
    public EditCase Without(EditCase one)
    {
        var found = Find(one);
        if (found.Count == 0)
            return one;
        var spoilt = found.Select(item => item.Test).ToHashSet();
        return one with
        {
            Tests = [.. one.Tests.Where((_, i) => !spoilt.Contains(i))],
            Notes = [.. one.Notes, $"{found.Count} of {one.Tests.Count} questions are left out, because other edits of the run change their answers."],
        };
    }

    /// <summary>Audits cases that are edited together.</summary>
    /// <param name="together">The cases; they are enumerated twice.</param>
    public static AuditSummary Summarize(IEnumerable<EditCase> together)
    {
        ArgumentNullException.ThrowIfNull(together);
        var audit = new ContaminationAudit(together);
        var distinct = new HashSet<(string?, string?)>();
        var (cases, edits, questions, spoiltCases, spoiltQuestions) = (0, 0, 0, 0, 0);
        foreach (var one in together)
        {
            var found = audit.Find(one).Count;
            cases++;
            edits += one.Edits.Count;
            questions += one.Tests.Count;
            spoiltCases += found > 0 ? 1 : 0;
            spoiltQuestions += found;
            distinct.UnionWith(one.Edits.Select(edit => (edit.Prompt ?? edit.Question ?? edit.Statement, edit.TargetNew?.Text)));
        }

        return new AuditSummary(cases, edits, distinct.Count, questions, spoiltCases, spoiltQuestions);
    }

    /// <summary>The edits, this case's among them, that are about what a question asks.</summary>
    private IEnumerable<WrittenEdit> EditsOf(EditCase one, EditTest test)
    {
        IEnumerable<WrittenEdit> edits = Of(byWords, test.Prompt);
        if (test.Cloze is { } cloze)
            edits = edits.Concat(Of(byWords, cloze));
        if (one.Edits is not [{ Relation: { } relation } edit])
            return test is { Subject: { } subject, Relation: { } own } ? edits.Concat(Of(byFact, (subject, own))) : edits;
        return test.Kind switch
        {
            EditTestKind.Rewrite or EditTestKind.Rephrase or EditTestKind.DistractedRephrase or EditTestKind.CrossFormat when edit.Subject is not null =>
                edits.Concat(Of(byFact, (edit.Subject, relation))),
            EditTestKind.Neighbour or EditTestKind.SameRelation or EditTestKind.DistractingNeighbour or EditTestKind.Attribute =>
                edits.Concat(Phrases(test.Prompt).SelectMany(phrase => Of(byFact, (phrase, relation)))),
            _ => edits,
        };
    }

    /// <summary>Whether an edit gives an answer that a question does not accept. A text to be continued accepts any.</summary>
    private static bool Changes(FactEdit edit, EditTest test)
    {
        if (test.Answers.Count == 0)
            return test.When == TestMoment.Unchanged;
        return !test.Answers.Any(answer => answer.Texts.Contains(edit.TargetNew!.Text) || edit.TargetNew.Aliases.Contains(answer.Main));
    }

    /// <summary>Every run of whole words of a prompt: one of them may be a subject.</summary>
    private static IEnumerable<string> Phrases(string prompt)
    {
        var starts = Enumerable.Range(0, prompt.Length).Where(i => IsLetter(prompt, i) && !IsLetter(prompt, i - 1)).ToList();
        var ends = Enumerable.Range(1, prompt.Length).Where(i => !char.IsWhiteSpace(prompt[i - 1]) && !(IsLetter(prompt, i - 1) && IsLetter(prompt, i))).ToList();
        return starts.SelectMany(start => ends.Where(end => end > start).Select(end => prompt[start..end]));
    }

    private static bool IsLetter(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);

    private static (string, string, int) KeyOf(EditCase one) => (one.Source.File, one.Id, one.Index);

    private static IReadOnlyList<WrittenEdit> Of<TKey>(Dictionary<TKey, List<WrittenEdit>> index, TKey key)
        where TKey : notnull => index.TryGetValue(key, out var found) ? found : [];

    private static void Add<TKey>(Dictionary<TKey, List<WrittenEdit>> index, TKey? key, WrittenEdit edit)
        where TKey : notnull
    {
        if (key is null)
            return;
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        list.Add(edit);
    }

    private sealed record WrittenEdit((string, string, int) Case, string CaseId, FactEdit Fact);
}
