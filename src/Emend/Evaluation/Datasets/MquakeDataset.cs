using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// MQuAKE (Zhong et al. 2023): edits and the multi-hop questions they change; versions 1 and 2 of the 3k file, the full file, the
/// temporal one, and a copy of the latter under other names.
/// </summary>
internal sealed class MquakeDataset(string name, string description, string origin) : RecordDataset
{
    public override string Name => name;

    public override string Description => description;

    public override string Origin => origin;

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant) =>
        [record["requested_rewrite"].IsMissing && !record["poison_answer"].IsMissing ? Renamed(record) : MquakeRecord.Read(record, Name, PublishedFact.Rewrite)];

    /// <summary>The copy of one MQuAKE-T case for each edit in which the new answer is called poisoned.</summary>
    private EditCase Renamed(JsonField record)
    {
        var question = record["update_prompt"].Text();
        var edit = new FactEdit
        {
            Subject = record["head"].Text(),
            Question = question,
            Relation = record["relation"].TextOrNull(),
            TargetNew = Target(record, "poison_answer", "new_answer_aliases"),
            TargetOld = Target(record, "tail", "old_answer_aliases"),
        };
        var answer = PublishedFact.Names(record["multihop_answer"], record["multihop_aliases"]);
        var old = PublishedFact.Names(record["old_multihop_answer"], record["old_multihop_aliases"]);
        var tests = MquakeRecord.Questions(record["multihop_questions"], answer, old.Main).ToList();
        tests.AddRange(record["new_single_hops"].Items().Select(hop => MquakeRecord.Hop(hop, "aliases", hop["question"].TextOrNull() == question)));
        return Case(record, record["case_id"].TextOrNull(), [edit], tests) with { OldAnswers = old.Texts };
    }

    private static EditTarget Target(JsonField record, string name, string aliases)
    {
        var names = PublishedFact.Names(record[name], record[aliases]);
        return new EditTarget(names.Main, record[$"{name}_qid"].TextOrNull()) { Aliases = [.. names.Texts.Skip(1)] };
    }
}
