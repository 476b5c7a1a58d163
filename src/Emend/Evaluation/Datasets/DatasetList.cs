namespace Emend.Evaluation.Datasets;

/// <summary>The data sets that Emend reads.</summary>
public static class DatasetList
{
    /// <summary>All data sets.</summary>
    public static IReadOnlyList<IDataset> All { get; } =
    [
        new CounterFactDataset(),
        new ZsreDataset(),
        new YaoDataset(),
        new PiqaDataset(),
        new MquakeDataset("mquake-cf", "Counterfactual edits and the multi-hop questions they change (Zhong et al. 2023).", "https://github.com/princeton-nlp/MQuAKE, datasets/MQuAKE-CF-3k-v2.json"),
        new MquakeDataset("mquake-t", "Real changes and the multi-hop questions they change (Zhong et al. 2023).", "https://github.com/princeton-nlp/MQuAKE, datasets/MQuAKE-T.json"),
        new KnowEditDataset(),
        new RippleEditsDataset(),
        new ParaRelDataset(),
        new TRexDataset(100),
        new TRexDataset(1000),
        new WikiGenDataset(),
        new SituatedQaDataset(),
        new FeverDataset(),
        new VitaminCDataset(),
        new ConvSentDataset(),
        new BiasInBiosDataset(),
        new KnownFactsDataset(),
        new UnkeDataset(),
        new WiseDataset(),
        new AkewDataset(),
        new WikiFactDiffDataset(),
        new IkeDataset(),
        new WikiBigEditDataset(),
        new UltraEditBenchDataset(),
        new UniEditDataset(),
        new CKnowEditDataset(),
        new MemitCskDataset(),
        new RomeHumanEvalDataset(),
        new UnifiedModelEditingDataset(),
        new EasyEditOutputsDataset(),
        new RequestsDataset(),
        new CasesDataset(),
    ];

    /// <summary>A data set by its name.</summary>
    /// <exception cref="ArgumentException">There is no such data set; the message lists all.</exception>
    public static IDataset Find(string name) => All.FirstOrDefault(dataset => dataset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no data set {name}: choose one of {string.Join(", ", All.Select(dataset => dataset.Name))}.");

    internal static void CheckFile(IDataset dataset, string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}: give the path of a file of {dataset.Name}, which is published at {dataset.Origin}.", path);
    }

    /// <summary>The variant to read, empty for data sets that have none.</summary>
    internal static string Variant(IDataset dataset, string? asked)
    {
        var names = string.Join(", ", dataset.Variants.Select(variant => variant.Name));
        if (asked is null)
        {
            return dataset.Variants.Count == 0 ? "" : dataset.DefaultVariant
                ?? throw new ArgumentException($"{dataset.Name} can be read in several ways: choose one of the variants {names}.");
        }

        return dataset.Variants.FirstOrDefault(variant => variant.Name.Equals(asked, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new ArgumentException(dataset.Variants.Count == 0 ? $"{dataset.Name} has no variants." : $"{dataset.Name} has no variant {asked}: choose one of {names}.");
    }
}
