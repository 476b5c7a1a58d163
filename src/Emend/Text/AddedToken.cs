namespace Emend.Text;

/// <summary>A token that is looked for in the text itself, before the model cuts it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What is looked for.</param>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it is left out when text is decoded without special tokens.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether a word character on either side prevents the match.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether white space on the left belongs to the match.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether white space on the right belongs to the match.</summary>
    public bool StripRight { get; init; }

    /// <summary>Whether it is looked for in normalized text instead of raw text.</summary>
    public bool Normalized { get; init; }
}
