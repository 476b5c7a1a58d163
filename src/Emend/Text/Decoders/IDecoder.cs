namespace Emend.Text.Decoders;

/// <summary>Turns tokens back into text; the parts that the last decoder leaves are joined.</summary>
internal interface IDecoder
{
    /// <summary>What the tokens become.</summary>
    List<string> Decode(List<string> tokens);
}
