using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// The portability and locality sets of Yao et al. 2023: records of CounterFact or zsRE with added questions, each read as its own
/// data set says.
/// </summary>
internal sealed class YaoDataset : IDataset
{
    private readonly ZsreDataset questions = new();
    private readonly CounterFactDataset statements = new();

    public string Name => "portability";

    public string Description => "One hop, reversed relation, other subject, other attribute and distracting neighbour for CounterFact and zsRE (Yao et al. 2023).";

    public string Origin => "editing-data of github.com/zjunlp/EasyEdit, folders portability and locality";

    public string Licence => "MIT (EasyEdit)";

    public IReadOnlyList<DatasetVariant> Variants => questions.Variants;

    public string DefaultVariant => "alt";

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        var settings = options ?? new DatasetOptions();
        var variant = DatasetList.Variant(this, settings.Variant);
        return IsStatements(path)
            ? statements.Read(path, settings with { Variant = null })
            : questions.Read(path, settings with { Variant = variant });
    }

    /// <summary>Whether the file's first record is one of CounterFact.</summary>
    private static bool IsStatements(string path)
    {
        foreach (var record in Records.RecordFile.Read(path, _ => { }))
            return record.IsObject && !record.First("requested_rewrite", "target_new").IsMissing;
        return false;
    }
}
