namespace Emend.Text.PostProcessors;

/// <summary>Adds special tokens around the tokens of a text or a pair of texts, and corrects offsets.</summary>
internal interface IPostProcessor
{
    /// <summary>How many special tokens are added to a text or a pair.</summary>
    int CountAdded(bool pair);

    /// <summary>Processes the parts; what remains is concatenated to one encoding.</summary>
    List<EncodingPart> Process(List<EncodingPart> parts, bool special);
}
