using System.Security.Cryptography;
using System.Text;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// T-REx-100 and -1000 (Dong et al. 2022, CaliNET): facts of T-REx to be calibrated together, rebuilt from ParaRel's material because the
/// published samples can't be had. The facts are those with the smallest hash of their id, so the choice depends on no order.
/// </summary>
internal sealed class TRexDataset(int count) : IDataset
{
    public string Name => $"trex-{count}";

    public string Description => $"{count} true facts of T-REx in ParaRel's wordings, rebuilt (Dong et al. 2022: CaliNET).";

    public string Origin => "https://github.com/yanaiela/pararel, folder data";

    public string Licence => "MIT";

    public IReadOnlyList<DatasetVariant> Variants => [];

    public string? DefaultVariant => null;

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        var settings = options ?? new DatasetOptions();
        DatasetList.Variant(this, settings.Variant);
        return Chosen(ParaRelFolder.Relations(path), settings).Select(Case);
    }

    /// <summary>The facts with the smallest hashes, in their order.</summary>
    private IEnumerable<ParaRelFact> Chosen(IReadOnlyList<ParaRelRelation> relations, DatasetOptions options)
    {
        var chosen = new PriorityQueue<ParaRelFact, string>(Comparer<string>.Create((left, right) => string.CompareOrdinal(right, left)));
        foreach (var fact in relations.SelectMany(relation => relation.Facts(options)).Where(fact => fact.Relation.Patterns.Any(pattern => pattern.IsLeftToRight)))
        {
            chosen.Enqueue(fact, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(fact.Id))));
            if (chosen.Count > count)
                chosen.Dequeue();
        }

        return chosen.UnorderedItems.OrderBy(item => item.Priority, StringComparer.Ordinal).Select(item => item.Element);
    }

    private EditCase Case(ParaRelFact fact, int index)
    {
        var wordings = fact.Relation.Patterns.Where(pattern => pattern.IsLeftToRight).ToList();
        var answer = new AnswerSet(fact.Object);
        return new EditCase
        {
            Id = fact.Id,
            Index = index,
            Edits =
            [
                new FactEdit
                {
                    Subject = fact.Subject,
                    Template = wordings[0].Template,
                    Prompt = wordings[0].Of(fact.Subject).Prompt,
                    Relation = fact.Relation.Name,
                    TargetNew = new EditTarget(fact.Object),
                },
            ],
            Tests =
            [
                .. wordings.Select((wording, i) => (Kind: i == 0 ? EditTestKind.Rewrite : EditTestKind.Rephrase, Worded: wording.Of(fact.Subject)))
                    .Select(item => EditTest.Of(item.Kind, TestMoment.After, item.Worded.Prompt, answer) with { JoinedBy = item.Worded.JoinedBy }),
            ],
            Source = new CaseSource(Name, fact.Place.File, fact.Place.Line),
            Notes = ["The sample was drawn anew: the published one is not available."],
        };
    }
}
