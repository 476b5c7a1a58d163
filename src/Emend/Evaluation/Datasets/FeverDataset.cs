using System.Text.Json.Nodes;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// FEVER (Thorne et al. 2018): the shared task's lines, claims with labels alone, De Cao et al. 2021's editing lines and the form of
/// MALMEN and UltraEdit.
/// </summary>
internal sealed class FeverDataset : RecordDataset
{
    public override string Name => "fever";

    public override string Description => "Claims that are supported, refuted or neither (Thorne et al. 2018), and edits of them (De Cao et al. 2021).";

    public override string Origin => "https://fever.ai/dataset/fever.html; for editing, the links in github.com/nicola-decao/KnowledgeEditor";

    public override string Licence => "CC BY-SA 3.0";

    protected override IEnumerable<EditCase> Cases(JsonField record, string variant) =>
        !record["equiv_prompt"].IsMissing || !record["unrel_prompt"].IsMissing ? [Short(record)] :
        !record["input"].IsMissing ? Annotated(record) : [Claim(record)];

    private EditCase Claim(JsonField record)
    {
        var test = EditTest.Of(EditTestKind.Claim, TestMoment.Before, record.First("claim", "text").Text(), new AnswerSet(ClaimLabel.Read(record["label"]))) with
        {
            Details = CaseDetails.Of(("evidence_sets", CaseDetails.Value(EvidenceSets(record["evidence"])))),
        };
        return Case(record, record["id"].TextOrNull(), [], [test]);
    }

    /// <summary>De Cao et al.'s form: the model's prediction is turned to its alternative.</summary>
    private IEnumerable<EditCase> Annotated(JsonField record)
    {
        if (record["alternatives"].IsMissing)
            yield break; // MEND leaves these out
        var claim = record["input"].Text();
        var wanted = ClaimLabel.Read(record["alternatives"]);
        var old = record["prediction"].IsMissing ? null : ClaimLabel.Read(record["prediction"]);
        var truth = record["output"].Items().Select(output => output["answer"]).Where(answer => !answer.IsMissing).Select(ClaimLabel.Read).FirstOrDefault();
        var rephrases = record.First("filtered_rephrases", "rephrases").Texts().Where(other => other != claim);
        yield return Edit(record, claim, wanted, old, rephrases) with
        {
            Id = record["id"].TextOrNull() ?? $"{record.Place.Index}",
            Details = CaseDetails.Of(("true_label", CaseDetails.Value(truth))),
        };
    }

    private EditCase Short(JsonField record)
    {
        var one = Edit(record, record["prompt"].Text(), ClaimLabel.Read(record["alt"]), null, record["equiv_prompt"].Texts());
        return record["unrel_prompt"].TextOrNull() is not { } unrelated ? one : one with
        {
            Tests = [.. one.Tests, EditTest.Of(EditTestKind.Locality, TestMoment.Unchanged, unrelated, record["unrel_ans"].IsMissing ? null : new AnswerSet(ClaimLabel.Read(record["unrel_ans"])))],
        };
    }

    private EditCase Edit(JsonField record, string claim, string wanted, string? old, IEnumerable<string> rephrases)
    {
        var edit = new FactEdit { Prompt = claim, TargetNew = new EditTarget(wanted), TargetOld = old is null ? null : new EditTarget(old), ChangesNothing = wanted == old };
        List<EditTest> tests = [EditTest.Of(EditTestKind.Rewrite, TestMoment.After, claim, new AnswerSet(wanted), old)];
        tests.AddRange(rephrases.Select(other => EditTest.Of(EditTestKind.Rephrase, TestMoment.After, other, new AnswerSet(wanted), old)));
        return Case(record, null, [edit], tests);
    }

    /// <summary>Sets of sentences, one of which is enough; a claim without evidence has sets of nulls.</summary>
    private static JsonArray EvidenceSets(JsonField evidence)
    {
        var sets = new JsonArray();
        foreach (var set in evidence.Items())
        {
            var sentences = new JsonArray();
            foreach (var sentence in set.Items())
            {
                if (sentence.Items().ToList() is not [_, _, var page, var at])
                    throw sentence.Fault("is not a list of annotation, evidence, page and sentence.");
                if (!page.IsMissing)
                    sentences.Add(new JsonArray(Title(page.Text()), JsonNode.Parse(at.Text())));
            }

            if (sentences.Count > 0)
                sets.Add(sentences);
        }

        return sets;
    }

    private static string Title(string page) => page.Replace('_', ' ')
        .Replace("-LRB-", "(", StringComparison.Ordinal).Replace("-RRB-", ")", StringComparison.Ordinal)
        .Replace("-LSB-", "[", StringComparison.Ordinal).Replace("-RSB-", "]", StringComparison.Ordinal)
        .Replace("-COLON-", ":", StringComparison.Ordinal);
}
