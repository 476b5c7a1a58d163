using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>UnKEBench (Deng et al. 2025): edits to answers of a paragraph, with questions about their parts.</summary>
internal sealed class UnkeDataset : RecordDataset
{
    public override string Name => "unke";

    public override string Description => "1,000 edits to long unstructured answers (Deng et al. 2025).";

    public override string Origin => "https://github.com/TrustedLLM/UnKE, data/final_data_v3.json";

    public override string Licence => "none given";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var question = record["question"].Text();
        var target = PublishedFact.NeededTarget(record["answer"]);
        var (questions, answers) = (record["sub_question"].Texts(), record["sub_answer"].Texts());
        if (questions.Count != answers.Count)
            throw record["sub_answer"].Fault($"holds {answers.Count} answers for {questions.Count} questions.");
        var tests = new List<EditTest> { EditTest.Of(EditTestKind.Rewrite, TestMoment.After, question, target.Answer) };
        tests.AddRange(record["para_question"].Texts().Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, target.Answer)));
        tests.AddRange(questions.Zip(answers, (part, answer) => EditTest.Of(EditTestKind.SubQuestion, TestMoment.After, part, new AnswerSet(answer))));
        yield return Case(record, record["id"].TextOrNull(), [new FactEdit { Prompt = question, Question = question, TargetNew = target }], tests);
    }
}
