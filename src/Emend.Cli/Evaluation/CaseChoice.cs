using Emend.Evaluation;
using Emend.Evaluation.Cases;
using Emend.Pretraining;
using Emend.Proof;

namespace Emend.Cli.Evaluation;

/// <summary>The cases of a data set by its name.</summary>
internal static class CaseChoice
{
    private const string Known = "known";

    /// <summary>The cases; every enumeration gives the same.</summary>
    public static IEnumerable<EditCase> Of(LanguageModel model, string dataset, int? limit, int seed, CancellationToken cancel)
    {
        if (dataset != Known)
            throw new UsageException($"There is no data set {dataset}: choose {Known}.");
        if (KnownFacts.Beside(model) is null)
            throw new UsageException($"It is not known what {model.Name} was taught: there is no facts.jsonl in {model.Folder}.");
        var cases = new List<EditCase>();
        foreach (var one in new KnownFactCases(World.Load(model.Folder), seed, FactPart.Test).Take(model, limit ?? int.MaxValue))
        {
            cancel.ThrowIfCancellationRequested();
            cases.Add(one);
        }

        return cases;
    }
}
