using System.Globalization;
using Emend.Text.Unicode;

namespace Emend.Text.Patterns;

/// <summary>Reads a regular expression in the syntax of Oniguruma, which the reference uses.</summary>
internal sealed class PatternParser
{
    private const int DeepestNesting = 100;
    private const int HighestCount = 10_000;

    private readonly string pattern;
    private int position;
    private int depth;
    private bool ignoreCase;
    private bool dotMatchesNewline;

    private PatternParser(string pattern) => this.pattern = pattern;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The pattern is wrong, or uses what is not supported.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ParseAlternatives();
        return parser.position == pattern.Length ? node : throw parser.Error("has a closing parenthesis too many");
    }

    private bool IsAtEnd => position >= pattern.Length;

    private PatternNode ParseAlternatives()
    {
        if (++depth > DeepestNesting)
            throw Error("is nested too deeply");
        var (case0, dot0) = (ignoreCase, dotMatchesNewline);
        var parts = new List<PatternNode> { ParseSequence() };
        while (TryTake('|'))
            parts.Add(ParseSequence());
        (ignoreCase, dotMatchesNewline) = (case0, dot0);
        depth--;
        return parts.Count == 1 ? parts[0] : new PatternNode.Alternatives(parts);
    }

    private PatternNode ParseSequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && pattern[position] is not ('|' or ')'))
            if (ParseAtom() is { } atom)
                parts.Add(ParseRepeats(atom));
        return parts.Count == 1 ? parts[0] : new PatternNode.Sequence(parts);
    }

    private PatternNode ParseRepeats(PatternNode atom)
    {
        while (!IsAtEnd && TryParseCount(out int minimum, out int? maximum, out bool isInterval))
        {
            var mode = TryTake('?') ? RepeatMode.Lazy : !isInterval && TryTake('+') ? RepeatMode.Possessive : RepeatMode.Greedy;
            atom = new PatternNode.Repeat(atom, minimum, maximum, mode);
        }
        return atom;
    }

    private bool TryParseCount(out int minimum, out int? maximum, out bool isInterval)
    {
        (minimum, maximum, isInterval) = (0, null, false);
        switch (pattern[position])
        {
            case '*':
                break;
            case '+':
                minimum = 1;
                break;
            case '?':
                maximum = 1;
                break;
            case '{':
                isInterval = true;
                return TryParseInterval(out minimum, out maximum);
            default:
                return false;
        }
        position++;
        return true;
    }

    private bool TryParseInterval(out int minimum, out int? maximum)
    {
        (minimum, maximum) = (0, null);
        int end = pattern.IndexOf('}', position);
        string[] bounds = end < 0 ? [] : pattern[(position + 1)..end].Split(',');
        if (bounds.Length is not (1 or 2) || bounds.All(bound => bound.Length == 0) || !bounds.All(bound => bound.All(char.IsAsciiDigit)))
            return false;
        int[] values = [.. bounds.Select(bound => bound.Length == 0 ? -1 : bound.Length < 6 ? int.Parse(bound) : int.MaxValue)];
        if (values.Max() > HighestCount)
            throw Error($"repeats something more than {HighestCount} times");
        minimum = Math.Max(values[0], 0);
        maximum = values[^1] < 0 ? null : values[^1];
        if (maximum < minimum)
            throw Error("has a repetition whose maximum is below its minimum");
        position = end + 1;
        return true;
    }

    private PatternNode? ParseAtom()
    {
        char symbol = pattern[position++];
        switch (symbol)
        {
            case '(':
                return ParseGroup();
            case '[':
                return new PatternNode.Character(new PatternSetParser(this).Parse());
            case '.':
                return new PatternNode.Character(dotMatchesNewline
                    ? new CharacterSet().Add(0, 0x10FFFF)
                    : new CharacterSet { IsNegated = true }.Add('\n', '\n'));
            case '^':
                return new PatternNode.Anchor(AnchorKind.LineStart);
            case '$':
                return new PatternNode.Anchor(AnchorKind.LineEnd);
            case '\\':
                return ParseEscape();
            case '*' or '+' or '?':
                throw Error($"repeats nothing at position {position - 1}");
            default:
                position--;
                return new PatternNode.Character(CharacterSet.Of(TakeCodePoint(), ignoreCase));
        }
    }

    private PatternNode? ParseGroup()
    {
        if (!TryTake('?'))
            return Closed(ParseAlternatives());
        if (TryTake(':'))
            return Closed(ParseAlternatives());
        if (TryTake('>'))
            return new PatternNode.Atomic(Closed(ParseAlternatives()));
        if (TryTake('='))
            return new PatternNode.Look(Closed(ParseAlternatives()), Ahead: true, Negative: false);
        if (TryTake('!'))
            return new PatternNode.Look(Closed(ParseAlternatives()), Ahead: true, Negative: true);
        if (TryTake("<="))
            return new PatternNode.Look(Closed(ParseAlternatives()), Ahead: false, Negative: false);
        if (TryTake("<!"))
            return new PatternNode.Look(Closed(ParseAlternatives()), Ahead: false, Negative: true);
        if (TryTake('#'))
        {
            TakeUntil(')');
            return null;
        }
        if (TryTake('<') || TryTake("P<"))
        {
            TakeUntil('>');
            return Closed(ParseAlternatives());
        }
        return ParseOptions();
    }

    // (?i:…) holds for the group, (?i) for the rest of the enclosing one.
    private PatternNode? ParseOptions()
    {
        var (case0, dot0) = (ignoreCase, dotMatchesNewline);
        bool isOn = true;
        while (!IsAtEnd && pattern[position] is not (':' or ')'))
            switch (pattern[position++])
            {
                case '-':
                    isOn = false;
                    break;
                case 'i':
                    ignoreCase = isOn;
                    break;
                case 'm' or 's':
                    dotMatchesNewline = isOn;
                    break;
                default:
                    throw Error($"has a group at position {position - 1} that is not supported");
            }
        if (TryTake(')'))
        {
            var rest = ParseAlternatives();
            (ignoreCase, dotMatchesNewline) = (case0, dot0);
            return rest;
        }
        if (!TryTake(':'))
            throw Error("has a group that is not closed");
        var group = Closed(ParseAlternatives());
        (ignoreCase, dotMatchesNewline) = (case0, dot0);
        return group;
    }

    private PatternNode ParseEscape()
    {
        if (IsAtEnd)
            throw Error("ends in a backslash");
        var anchor = pattern[position] switch
        {
            'A' => AnchorKind.TextStart,
            'z' => AnchorKind.TextEnd,
            'Z' => AnchorKind.LastLineEnd,
            'b' => AnchorKind.WordBoundary,
            'B' => AnchorKind.NoWordBoundary,
            _ => (AnchorKind?)null,
        };
        if (anchor is { } kind)
        {
            position++;
            return new PatternNode.Anchor(kind);
        }
        if (TryTake('R'))
            return new PatternNode.Atomic(new PatternNode.Alternatives(
            [
                new PatternNode.Sequence([One('\r'), One('\n')]),
                new PatternNode.Character(new CharacterSet().Add('\n', '\r').Add('\u0085', '\u0085').Add('\u2028', '\u2029')),
            ]));
        var set = TryParseSetEscape();
        return new PatternNode.Character(set ?? CharacterSet.Of(ParseCharacterEscape(), ignoreCase));

        static PatternNode One(char symbol) => new PatternNode.Character(CharacterSet.Of(symbol, ignoreCase: false));
    }

    /// <summary>Whether letters stand for both cases here.</summary>
    internal bool IgnoresCase => ignoreCase;

    /// <summary>What is left of the pattern.</summary>
    internal ReadOnlySpan<char> Rest => pattern.AsSpan(position);

    /// <summary>Reads what follows a backslash if it names a set of characters.</summary>
    internal CharacterSet? TryParseSetEscape()
    {
        char symbol = IsAtEnd ? throw Error("ends in a backslash") : pattern[position];
        var set = char.ToLowerInvariant(symbol) switch
        {
            's' => NamedSets.Space(),
            'd' => NamedSets.Digit(),
            'w' => NamedSets.Word(),
            'h' => NamedSets.HexadecimalDigit(),
            'p' => ParseProperty(),
            _ => null,
        };
        if (set is null)
            return null;
        if (symbol is not ('p' or 'P'))
            position++;
        return char.IsUpper(symbol) ? Negated(set) : set;
    }

    /// <summary>Reads what follows a backslash as one code point.</summary>
    internal int ParseCharacterEscape()
    {
        char symbol = pattern[position];
        if (!char.IsAsciiLetterOrDigit(symbol))
            return TakeCodePoint();
        position++;
        return symbol switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => '\e',
            '0' => 0,
            'x' when TryTake('{') => ParseHexadecimal(TakeUntil('}')),
            'x' => ParseHexadecimal(TakeUnits(2)),
            'u' => ParseHexadecimal(TakeUnits(4)),
            _ => throw Error($"has the escape \\{symbol}, which is not supported"),
        };
    }

    /// <summary>Takes the next code point.</summary>
    internal int TakeCodePoint()
    {
        int codePoint = CodePoints.At(pattern, position, out int units);
        position += units;
        return codePoint;
    }

    /// <summary>Takes a text if it comes next.</summary>
    internal bool TryTake(string text)
    {
        if (!Rest.StartsWith(text))
            return false;
        position += text.Length;
        return true;
    }

    /// <summary>Takes what comes before a closing symbol, and that.</summary>
    internal string TakeUntil(char end)
    {
        int index = pattern.IndexOf(end, position);
        if (index < 0)
            throw Error($"lacks a '{end}'");
        string text = pattern[position..index];
        position = index + 1;
        return text;
    }

    /// <summary>An error in the pattern; the message completes a sentence.</summary>
    internal FormatException Error(string fault) => new($"the regular expression '{pattern}' {fault}");

    private bool TryTake(char symbol)
    {
        if (IsAtEnd || pattern[position] != symbol)
            return false;
        position++;
        return true;
    }

    private string TakeUnits(int count)
    {
        if (position + count > pattern.Length)
            throw Error("ends in an escape");
        position += count;
        return pattern[(position - count)..position];
    }

    private int ParseHexadecimal(string digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && value is >= 0 and <= 0x10FFFF
            ? value
            : throw Error($"has the escape of an impossible character, '{digits}'");

    private CharacterSet ParseProperty()
    {
        position++;
        string name = TryTake('{') ? TakeUntil('}') : TakeUnits(1);
        bool isNegated = name.StartsWith('^');
        var set = NamedSets.Find(isNegated ? name[1..] : name) ?? throw Error($"names the unknown property '{name}'");
        return isNegated ? Negated(set) : set;
    }

    private PatternNode Closed(PatternNode node) => TryTake(')') ? node : throw Error("has a group that is not closed");

    private static CharacterSet Negated(CharacterSet set) => new CharacterSet { IsNegated = true }.Add(set);
}
