namespace Emend.Text.SentencePiece;

/// <summary>A token of a SentencePiece model.</summary>
/// <param name="Text">Its text, with ▁ for spaces.</param>
/// <param name="Score">Its score: the higher, the sooner it is used.</param>
/// <param name="Kind">What it is for.</param>
internal sealed record ModelPiece(string Text, float Score, PieceKind Kind);

/// <summary>What a token of a SentencePiece model is for.</summary>
internal enum PieceKind
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Characters that no other token has.</summary>
    Unknown = 2,

    /// <summary>A mark that no text contains.</summary>
    Control = 3,

    /// <summary>Text that is never cut.</summary>
    UserDefined = 4,

    /// <summary>Nothing: it only helps to build others.</summary>
    Unused = 5,

    /// <summary>A byte of a character that no other token has.</summary>
    Byte = 6,
}
