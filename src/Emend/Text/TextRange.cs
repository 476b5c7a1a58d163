namespace Emend.Text;

/// <summary>A half-open range of positions in a text.</summary>
/// <param name="Start">The first position.</param>
/// <param name="End">The position after the last.</param>
public readonly record struct TextRange(int Start, int End)
{
    /// <summary>How many positions the range has.</summary>
    public int Length => End - Start;
}
