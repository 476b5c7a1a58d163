using Emend.Editing.Requests;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>Files of requests as <c>emend edit --requests</c> takes them: each request with its rephrasings and neighbours is a case.</summary>
internal sealed class RequestsDataset : RecordDataset
{
    public override string Name => "requests";

    public override string Description => "A file of edit requests in CounterFact's, ROME's, EasyEdit's, KnowEdit's or MEND's form, as emend edit takes it.";

    public override string Origin => "a file of your own";

    public override string Licence => "your own";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant)
    {
        List<RequestedEdit> requests;
        try
        {
            requests = [.. new RequestRecord(record.Element, "The request").Edits()];
        }
        catch (FormatException error)
        {
            throw record.Fault(error.Message);
        }

        var edits = requests.Select(requested => FactEdit.Of(requested.Request)).ToList();
        var tests = requests.SelectMany(requested => Tests(requested)).ToList();
        yield return Case(record, record.First("case_id", "id").TextOrNull(), edits, tests);
    }

    private static IEnumerable<EditTest> Tests(RequestedEdit requested)
    {
        var (wanted, old) = (requested.Request.Target, requested.Request.TrueTarget);
        yield return new EditTest(EditTestKind.Rewrite, requested.Request.Text, wanted, old);
        foreach (var other in requested.Rephrasings)
            yield return new EditTest(EditTestKind.Rephrase, other, wanted, old);
        foreach (var neighbour in requested.Neighbours)
            yield return new EditTest(EditTestKind.Neighbour, neighbour.Prompt, neighbour.Answer, wanted);
    }
}
