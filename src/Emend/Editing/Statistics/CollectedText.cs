namespace Emend.Editing.Statistics;

/// <summary>How much text a collection of second moments has gone through so far.</summary>
/// <param name="Tokens">The tokens whose keys count.</param>
/// <param name="CutTexts">The texts that are longer than the model's context.</param>
/// <param name="LeftOut">The tokens of these behind the context, which were left out.</param>
public sealed record CollectedText(long Tokens, long CutTexts, long LeftOut);
