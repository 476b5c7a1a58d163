using System.Globalization;
using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>A record in MQuAKE's schema, which AKEW has too.</summary>
internal static class MquakeRecord
{
    private const string Group = "multi-hop"; // one right answer to the three questions is enough

    /// <summary>Reads a record, each of its edits with a reader of its own.</summary>
    public static EditCase Read(JsonField record, string dataset, Func<JsonField, FactEdit> rewrite)
    {
        var hops = record["new_single_hops"].Items().ToList();
        var edited = EditedHops(record, hops.Count);
        var tests = new List<EditTest>();
        var old = PublishedFact.Names(record["answer"], record["answer_alias"]);
        tests.AddRange(Questions(record["questions"], PublishedFact.Names(record["new_answer"], record["new_answer_alias"]), old.Main));
        tests.AddRange(hops.Select((hop, i) => Hop(hop, "answer_alias", edited?.Contains(i))));
        List<FactEdit> edits = [.. record["requested_rewrite"].Items().Select(item => WithAliases(rewrite(item), hops))];
        if (edits.Count == 0)
            throw record["requested_rewrite"].Fault("is missing.");
        if (record["questions"].IsMissing)
            throw record["questions"].Fault("is missing.");
        return new EditCase
        {
            Id = record["case_id"].TextOrNull() ?? record.Place.Index.ToString(CultureInfo.InvariantCulture),
            Index = record.Place.Index,
            Edits = edits,
            Tests = tests,
            Source = new CaseSource(dataset, record.Place.File, record.Place.Line),
            OldAnswers = new AnswerSet([.. old.Texts, .. record["answer_extended"].Texts()]).Texts,
            Details = CaseDetails.Of(("hops", CaseDetails.Value(hops.Count)), ("edited_hops", edited is null ? null : CaseDetails.Value(edited))),
        };
    }

    public static IEnumerable<EditTest> Questions(JsonField questions, AnswerSet answer, string old) =>
        questions.Texts().Select(question => EditTest.Of(EditTestKind.MultiHop, TestMoment.After, question, answer, old) with { Group = Group });

    public static EditTest Hop(JsonField hop, string aliases, bool? isEdited) =>
        EditTest.Of(EditTestKind.SingleHop, TestMoment.After, hop["question"].Text(), PublishedFact.Names(hop["answer"], hop[aliases])) with
        {
            Cloze = hop["cloze"].TextOrNull(),
            IsEdited = isEdited,
        };

    /// <summary>The positions of the edited steps: as version 2 gives them, or those whose triple is among the edited ones.</summary>
    private static List<int>? EditedHops(JsonField record, int hops)
    {
        var origin = record["orig"];
        if (origin.IsMissing)
            return null;
        if (!origin["edit_triples_idx"].IsMissing)
        {
            return [.. origin["edit_triples_idx"].Items().Select(item =>
                int.TryParse(item.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < hops ? at : throw item.Fault($"is not the position of one of the {hops} steps."))];
        }

        var edited = origin["edit_triples"].Items().Select(Triple).ToHashSet();
        return [.. origin["new_triples"].Items().Select((triple, i) => edited.Contains(Triple(triple)) ? i : -1).Where(i => i >= 0)];
    }

    private static (string, string, string) Triple(JsonField triple) =>
        triple.Texts() is [var subject, var relation, var target] ? (subject, relation, target) : throw triple.Fault("is not a triple.");

    /// <summary>The new target has no aliases of its own: it takes those of the step with the same question.</summary>
    private static FactEdit WithAliases(FactEdit edit, IReadOnlyList<JsonField> hops)
    {
        foreach (var hop in hops)
        {
            if (edit.Question is not null && hop["question"].TextOrNull() == edit.Question)
            {
                return edit with { TargetNew = edit.TargetNew! with { Aliases = [.. hop["answer_alias"].Texts().Distinct().Where(name => name != edit.TargetNew.Text)] } };
            }
        }

        return edit;
    }
}
