using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>RippleEdits (Cohen et al. 2024): edits as whole sentences and the facts that change, or must not, with them.</summary>
internal sealed class RippleEditsDataset : RecordDataset
{
    private static readonly string[] Groups = ["Logical_Generalization", "Compositionality_I", "Compositionality_II", "Subject_Aliasing", "Relation_Specificity", "Forgetfulness"];

    public override string Name => "rippleedits";

    public override string Description => "Edits and what must follow from them, in six kinds (Cohen et al. 2024).";

    public override string Origin => "https://github.com/edenbiran/RippleEdits, folder data/benchmark";

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        if (record["edit"].IsMissing && !record["test_count"].IsMissing)
            yield break; // a line of statistics
        var edit = record["edit"];
        var sentence = edit["prompt"].Text();
        var old = edit["original_fact"].IsMissing ? null : edit["original_fact"]["prompt"].TextOrNull();
        var split = RippleSentence.Split(sentence, old, Label(record, edit["relation"].TextOrNull(), edit["target_id"].TextOrNull()));
        var fact = new FactEdit
        {
            SubjectId = edit["subject_id"].TextOrNull(),
            LikelySubject = RippleSubject.Of(split.Prompt, PromptsAbout(record, edit["subject_id"].TextOrNull())),
            Prompt = split.Prompt,
            Relation = edit["relation"].TextOrNull(),
            TargetNew = split.Target is { } target ? new EditTarget(target, edit["target_id"].TextOrNull()) : null,
            TargetOld = split.Old is { } before ? new EditTarget(before, edit["original_fact"]["target_id"].TextOrNull()) : null,
            Statement = sentence,
            ChangesNothing = sentence == old,
        };
        yield return Case(record, $"{fact.SubjectId}/{fact.Relation}/{edit["target_id"].TextOrNull()}", [fact], [.. Groups.SelectMany(group => Tests(record[group]))]) with
        {
            Notes = split.Target is null ? ["The sentence could not be split into a prompt and a target."] : [],
        };
    }

    private static IEnumerable<EditTest> Tests(JsonField group)
    {
        var when = group.Name is "Relation_Specificity" or "Forgetfulness" ? TestMoment.Unchanged : TestMoment.After;
        var number = 0;
        foreach (var test in group.Items())
        {
            var queries = test["test_queries"].Items().ToList();
            var condition = test["test_condition"].TextOrNull();
            var rule = condition switch
            {
                null or "OR" => AnswerRule.Any,
                "AND" => AnswerRule.All,
                _ => throw test["test_condition"].Fault("is neither OR nor AND."),
            };
            TestCondition[] conditions = [.. test["condition_queries"].Items().Select(query => new TestCondition(query["prompt"].Text(), Answers(query)))];
            foreach (var query in queries)
            {
                yield return new EditTest(NamedQuestions.Kind(group.Name, when), query["prompt"].Text())
                {
                    Label = group.Name,
                    When = when,
                    Answers = Answers(query),
                    Rule = AnswerRule.All,
                    Group = queries.Count > 1 ? $"{group.Name}/{number}" : null,
                    GroupRule = rule,
                    Conditions = conditions,
                    Details = CaseDetails.Of(("test_condition", CaseDetails.Value(condition))),
                };
            }

            number++;
        }
    }

    private static IReadOnlyList<AnswerSet> Answers(JsonField query) =>
        [.. query["answers"].Items().Where(answer => !answer["value"].IsMissing || !answer["aliases"].IsMissing).Select(Names)];

    private static AnswerSet Names(JsonField answer) => answer["value"].IsMissing ? PublishedFact.Names(answer["aliases"]) : PublishedFact.Names(answer["value"], answer["aliases"]);

    /// <summary>Other statements about the same subject under its own name.</summary>
    private static IEnumerable<string> PromptsAbout(JsonField record, string? subject) => Groups.Where(group => group != "Subject_Aliasing")
        .SelectMany(group => record[group].Items())
        .SelectMany(test => test["test_queries"].Items().Concat(test["condition_queries"].Items()))
        .Where(query => query["second_relation"].IsMissing && query["subject_id"].TextOrNull() == subject)
        .Select(query => query["prompt"].Text());

    /// <summary>The names of the new object as far as a question tells them.</summary>
    private static AnswerSet? Label(JsonField record, string? relation, string? target)
    {
        foreach (var query in Groups.SelectMany(group => record[group].Items()).SelectMany(test => test["test_queries"].Items().Concat(test["condition_queries"].Items())))
        {
            if (query["second_relation"].IsMissing && query["relation"].TextOrNull() == relation && query["target_ids"].Texts() is [var only] && only == target && Answers(query) is [var answer])
                return answer;
        }

        return null;
    }
}
