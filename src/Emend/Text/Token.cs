namespace Emend.Text;

/// <summary>A token that a model found in a word.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Its first UTF-16 unit in the word.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Text">What it is called, where that is not the vocabulary's entry.</param>
internal readonly record struct Token(int Id, int Start, int End, string? Text = null);
