using System.Text.Json.Nodes;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>ParaRel (Elazar et al. 2021): facts of T-REx in several wordings each, for consistency over them; no edits.</summary>
internal sealed class ParaRelDataset : IDataset
{
    private const string Group = "consistency";

    public string Name => "pararel";

    public string Description => "27,000 facts in 328 wordings of 38 relations, for consistency (Elazar et al. 2021).";

    public string Origin => "https://github.com/yanaiela/pararel, folder data: give the folder, or one file of pattern_data/graphs_json";

    public string Licence => "MIT";

    public IReadOnlyList<DatasetVariant> Variants => [];

    public string? DefaultVariant => null;

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        var settings = options ?? new DatasetOptions();
        DatasetList.Variant(this, settings.Variant);
        var relations = ParaRelFolder.Relations(path);
        return relations.SelectMany(relation => relation.Facts(settings)).Select(Case);
    }

    private EditCase Case(ParaRelFact fact)
    {
        var worded = fact.Relation.Patterns.Select(pattern => (Pattern: pattern, Worded: pattern.Of(fact.Subject))).ToList();
        return new EditCase
        {
            Id = fact.Id,
            Index = fact.Place.Index,
            Edits = [],
            Tests =
            [
                .. worded.Where(item => item.Pattern.IsLeftToRight).Select(item => EditTest.Of(EditTestKind.ParaphraseCloze, TestMoment.Before, item.Worded.Prompt, new AnswerSet(fact.Object)) with
                {
                    Group = Group,
                    Subject = fact.Subject,
                    Relation = fact.Relation.Name,
                    JoinedBy = item.Worded.JoinedBy,
                    Details = CaseDetails.Of(("after_text", CaseDetails.Value(item.Worded.After))),
                }),
            ],
            Source = new CaseSource(Name, fact.Place.File, fact.Place.Line),
            Details = CaseDetails.Of(("patterns", CaseDetails.Value(new JsonArray([.. worded.Select(item => Described(item.Pattern, item.Worded))])))),
        };
    }

    private static JsonNode Described(ParaRelPattern pattern, ParaRelWording worded) => new JsonObject
    {
        ["pattern"] = pattern.Text,
        ["before"] = worded.Before,
        ["after"] = worded.After,
        ["left_to_right"] = pattern.IsLeftToRight,
    };
}
