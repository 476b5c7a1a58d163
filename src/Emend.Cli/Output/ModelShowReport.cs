namespace Emend.Cli.Output;

/// <summary>The document of <c>emend models show</c>.</summary>
/// <param name="Kind">What it does: decoder, encoder-decoder or encoder.</param>
/// <param name="StoredAs">How many parameters are stored in each type.</param>
/// <param name="WeightBytes">What mapping the weights takes.</param>
/// <param name="SecondMomentBytes">What the second moments of one layer's keys take, in float64.</param>
/// <param name="CacheBytesPerToken">What keys and values take for each token.</param>
/// <param name="Methods">The editing methods that work on it, with the layers that they edit by default.</param>
/// <param name="Sites">Where each site is in the family's own modules.</param>
internal sealed record ModelShowReport(
    int Schema, string Name, string Folder, string Family, string Kind, int Layers, int Width, int Hidden, int Heads, int KeyHeads, int HeadWidth,
    int Vocabulary, int Context, bool HeadTied, long Parameters, IReadOnlyDictionary<string, long> StoredAs,
    long WeightBytes, long SecondMomentBytes, long CacheBytesPerToken, IReadOnlyList<ModelShowReport.Editing> Methods, IReadOnlyList<ModelShowReport.Place> Sites)
{
    /// <param name="Layers">The layers that it edits by default; empty where it edits none of its own choice.</param>
    /// <param name="Source">Where that default comes from.</param>
    internal sealed record Editing(string Name, IReadOnlyList<int> Layers, string Source);

    internal sealed record Place(string Site, string Module);
}
