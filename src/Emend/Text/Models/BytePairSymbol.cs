namespace Emend.Text.Models;

/// <summary>A part of a word while pairs are merged.</summary>
/// <param name="Id">The token it is so far.</param>
/// <param name="Start">Its first UTF-16 unit in the word.</param>
/// <param name="End">The unit after its last.</param>
internal readonly record struct BytePairSymbol(int Id, int Start, int End);
