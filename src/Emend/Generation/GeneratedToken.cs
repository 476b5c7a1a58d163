namespace Emend.Generation;

/// <summary>A token as it is generated.</summary>
/// <param name="Row">The prompt that it continues, counted from 0.</param>
/// <param name="Id">The token.</param>
/// <param name="Text">The text that has become certain with it; empty while a character or a possible stop string is incomplete.</param>
/// <param name="LogProbability">The natural logarithm of the model's probability for it, before temperature.</param>
public readonly record struct GeneratedToken(int Row, int Id, string Text, float LogProbability);
