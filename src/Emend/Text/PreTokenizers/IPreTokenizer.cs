namespace Emend.Text.PreTokenizers;

/// <summary>Cuts text into the words that the model works on.</summary>
internal interface IPreTokenizer
{
    /// <summary>Cuts, and where needed rewrites, the pieces that are no added tokens.</summary>
    void Apply(Pieces pieces);
}
