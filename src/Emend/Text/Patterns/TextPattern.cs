namespace Emend.Text.Patterns;

/// <summary>
/// A regular expression over code points: the framework's own works on UTF-16 units, and takes 𝐇 for no letter. Reads the
/// syntax of Oniguruma, and sees character classes as the reference does.
/// </summary>
internal sealed class TextPattern
{
    private readonly Instruction[] program;
    private readonly int loops;

    private readonly string expression;

    private TextPattern(PatternNode node, string expression)
    {
        (program, loops) = PatternCompiler.Compile(node);
        this.expression = expression;
    }

    /// <summary>Reads a regular expression.</summary>
    /// <exception cref="FormatException">The expression is wrong, or uses what is not supported.</exception>
    public static TextPattern Parse(string pattern) => new(PatternParser.Parse(pattern), pattern);

    /// <summary>A pattern that matches exactly a text.</summary>
    public static TextPattern Literal(string text)
    {
        var parts = text.EnumerateRunes().Select(rune => (PatternNode)new PatternNode.Character(CharacterSet.Of(rune.Value, ignoreCase: false)));
        return new TextPattern(new PatternNode.Sequence([.. parts]), text);
    }

    /// <summary>Appends all matches in order; an empty match directly after another is left out.</summary>
    /// <exception cref="TokenizerFormatException">The expression takes absurdly many steps on this text.</exception>
    public void FindAll(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        var matcher = new PatternMatcher(program, loops, text, expression);
        int from = 0;
        int lastEnd = -1;
        while (from <= text.Length)
        {
            if (!matcher.TryFind(from, out var match))
                return;
            if (match.Length == 0 && match.End == lastEnd)
            {
                from = matcher.After(match.End);
                continue;
            }
            matches.Add(match);
            from = lastEnd = match.End;
        }
    }
}
