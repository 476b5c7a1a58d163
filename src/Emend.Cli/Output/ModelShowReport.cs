namespace Emend.Cli.Output;

/// <summary>The document of <c>emend models show</c>.</summary>
/// <param name="StoredAs">How many parameters are stored in each type.</param>
/// <param name="WeightBytes">What mapping the weights takes.</param>
/// <param name="SecondMomentBytes">What the second moments of one layer's keys take, in float64.</param>
/// <param name="CacheBytesPerToken">What keys and values take for each token.</param>
internal sealed record ModelShowReport(
    int Schema, string Name, string Folder, string Family, int Layers, int Width, int Hidden, int Heads, int KeyHeads, int HeadWidth,
    int Vocabulary, int Context, bool HeadTied, long Parameters, IReadOnlyDictionary<string, long> StoredAs,
    long WeightBytes, long SecondMomentBytes, long CacheBytesPerToken);
