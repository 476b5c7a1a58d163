using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>The human evaluation of ROME (Meng et al. 2022): CounterFact requests and the texts that four systems wrote after each.</summary>
internal sealed class RomeHumanEvalDataset : RecordDataset
{
    public override string Name => "rome-human-eval";

    public override string Description => "The CounterFact requests of ROME's human evaluation, with generated texts (Meng et al. 2022).";

    public override string Origin => "https://github.com/kmeng01/rome, human/sample_collection.json in its history";

    public override string Licence => "MIT";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        var edit = PublishedFact.Rewrite(record["request"]);
        var generations = record.Members().Where(member => member.Name is not ("fname" or "request") && member.IsList).Select(member => (member.Name, member.Kept())).ToArray();
        var file = record["fname"].Text();
        var one = Case(record, Number(file), [edit], generations.Length > 0 ? [] : [EditTest.Of(EditTestKind.Rewrite, TestMoment.After, edit.Prompt!, edit.TargetNew!.Answer, edit.TargetOld?.Text)]);
        yield return one with { Details = CaseDetails.Of(generations) };
    }

    /// <summary>The case's number in <c>case_1004.json</c>.</summary>
    private static string Number(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name[(name.LastIndexOf('_') + 1)..];
    }
}
