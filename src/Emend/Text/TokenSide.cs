namespace Emend.Text;

/// <summary>An end of a row of tokens.</summary>
public enum TokenSide
{
    /// <summary>The end of the row.</summary>
    Right,

    /// <summary>The beginning of the row.</summary>
    Left,
}
