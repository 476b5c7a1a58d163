namespace Emend.Evaluation.Datasets;

/// <summary>What EasyEdit measured of one request on one model.</summary>
/// <param name="RewriteAccuracy">One number for each prompt.</param>
/// <param name="RephraseAccuracy">One number for each rephrasing.</param>
/// <param name="Locality">Accuracies by name, where the file holds them.</param>
/// <param name="LocalityOutputs">The predicted token ids by name, one list for each prompt, where the file holds them.</param>
/// <param name="Portability">Accuracies by name.</param>
/// <param name="NgramEntropy">The entropy of a generated text; null if none was measured.</param>
public sealed record EasyEditMeasures(
    IReadOnlyList<double> RewriteAccuracy,
    IReadOnlyList<double> RephraseAccuracy,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Locality,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<int>>> LocalityOutputs,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Portability,
    double? NgramEntropy);
