using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// zsRE for editing: MEND's files (Mitchell et al. 2022), De Cao et al. 2021's annotated JSON lines, EasyEdit's with added questions
/// and the short form of MALMEN and UltraEdit. The same file asks for two different things, so the direction is a choice.
/// </summary>
internal sealed class ZsreDataset : RecordDataset
{
    private const string ToAlternative = "alt";
    private const string Prefix = "nq question: "; // stands before the questions of Natural Questions

    public override string Name => "zsre";

    public override string Description => "Questions with a paraphrase and an unrelated question (Levy et al. 2017, De Cao et al. 2021, Mitchell et al. 2022).";

    public override string Origin => "https://rome.baulab.info/data/dsets/zsre_mend_eval.json and zsre_mend_train.json";

    public override string Licence => "the editing repositories are MIT; the questions come from zsRE (Levy et al. 2017) through KILT";

    public override IReadOnlyList<DatasetVariant> Variants { get; } =
    [
        new(ToAlternative, "edit to the false alternative, as MEND, EasyEdit and WISE do"),
        new("true", "edit to the first true answer, as ROME and MEMIT do"),
    ];

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var toAlternative = variant == ToAlternative;
        if (!record["input"].IsMissing)
            return Annotated(record, toAlternative);
        return record["ans"].IsMissing ? Mend(record, toAlternative) : [Short(record)];
    }

    /// <summary>MEND's form: src, rephrase, alt, answers, loc, loc_ans.</summary>
    private IEnumerable<EditCase> Mend(JsonField record, bool toAlternative)
    {
        var answers = record["answers"].Texts();
        if (toAlternative && record["alt"].IsMissing)
            yield break; // EasyEdit leaves these out
        var truth = PublishedFact.Target(record["answers"])?.Text;
        var wanted = toAlternative ? record["alt"].AnswerOrNull() : truth;
        var edit = Edit(record, record["src"].Text(), wanted ?? throw record["answers"].Fault("is missing."), toAlternative ? truth : null) with
        {
            ChangesNothing = toAlternative && answers.Contains(wanted),
        };
        yield return Questions(record, edit, record["rephrase"].Texts()) with
        {
            Details = CaseDetails.Of(("all_answers", CaseDetails.Value(answers)), ("prediction_of_the_original_model", record["pred"].Kept())),
        };
    }

    /// <summary>De Cao et al.'s form: input, output, alternatives, filtered_rephrases.</summary>
    private IEnumerable<EditCase> Annotated(JsonField record, bool toAlternative)
    {
        var question = record["input"].Text();
        List<string> answers = [.. record["output"].Items().Select(output => output["answer"].AnswerOrNull()).OfType<string>().Distinct()];
        var alternatives = record["alternatives"].Texts();
        if (toAlternative && alternatives.Count == 0)
            yield break; // MEND leaves these out
        if (!toAlternative && answers.Count == 0)
            throw record["output"].Fault("has no answer.");
        var wanted = toAlternative ? alternatives[0].TrimStart(' ') : answers[0];
        var edit = Edit(record, question, wanted, toAlternative ? answers.FirstOrDefault() : null) with { ChangesNothing = toAlternative && answers.Contains(wanted) };
        var rephrases = record.First("filtered_rephrases", "rephrases").Texts().Where(other => other != question);
        yield return Questions(record, edit, rephrases) with
        {
            Id = record["id"].TextOrNull() ?? $"{record.Place.Index}",
            Details = CaseDetails.Of(("all_answers", CaseDetails.Value(answers)), ("prediction_of_the_original_model", record["prediction"].Kept())),
        };
    }

    /// <summary>The form of MALMEN and UltraEdit, with one target whatever the direction.</summary>
    private EditCase Short(JsonField record) =>
        Questions(record, Edit(record, record["src"].Text(), PublishedFact.NeededTarget(record["ans"]).Text, null), record["rephrase"].Texts()) with
        {
            Notes = ["The file gives one target and does not say whether it is true."],
        };

    private static FactEdit Edit(JsonField record, string question, string wanted, string? old)
    {
        var subject = record["subject"].TextOrNull();
        if (subject is null && !record["meta"].IsMissing)
            subject = record["meta"]["sub_surface"].Texts() is [var surface, ..] && question.Contains(surface, StringComparison.Ordinal) ? surface : null;
        return PublishedFact.Written(subject, question, new EditTarget(wanted), old is null ? null : new EditTarget(old)) with { Question = question };
    }

    private EditCase Questions(JsonField record, FactEdit edit, IEnumerable<string> rephrases)
    {
        var (wanted, old) = (edit.TargetNew!.Answer, edit.TargetOld?.Text);
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, wanted, old) };
        tests.AddRange(rephrases.Select(prompt => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, prompt, wanted, old)));
        if (record["loc"].TextOrNull() is { } unrelated)
        {
            var answer = record["loc_ans"].AnswerOrNull();
            tests.Add(EditTest.Of(EditTestKind.Locality, TestMoment.Unchanged, unrelated, answer is null ? null : new AnswerSet(answer)) with
            {
                Details = CaseDetails.Of(
                    ("prompt_memit", CaseDetails.Value(unrelated + "?")),
                    ("prompt_without_prefix", CaseDetails.Value(unrelated.StartsWith(Prefix, StringComparison.Ordinal) ? unrelated[Prefix.Length..] : unrelated))),
            });
        }

        tests.AddRange(PortabilityFields.OfQuestion(record, edit));
        return Case(record, null, [edit], tests);
    }
}
