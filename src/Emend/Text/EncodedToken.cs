namespace Emend.Text;

/// <summary>A token of an encoding under construction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Offset">The range of its text that it stands for, in UTF-16 units.</param>
/// <param name="TypeId">Its segment.</param>
/// <param name="IsSpecial">Whether it was added around the text.</param>
/// <param name="IsPadding">Whether it only fills up the row.</param>
/// <param name="IsOfPair">Whether the offset counts in the second text of a pair.</param>
internal readonly record struct EncodedToken(
    int Id, string Text, TextRange Offset, int TypeId, bool IsSpecial = false, bool IsPadding = false, bool IsOfPair = false);
