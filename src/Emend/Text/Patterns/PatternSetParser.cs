namespace Emend.Text.Patterns;

/// <summary>Reads a set in square brackets, with ranges, classes, sets within and <c>&amp;&amp;</c>.</summary>
internal sealed class PatternSetParser(PatternParser parser)
{
    private const int DeepestNesting = 100;

    private int depth;

    /// <summary>Reads the set whose opening bracket has been taken.</summary>
    public CharacterSet Parse()
    {
        if (++depth > DeepestNesting)
            throw parser.Error("has sets nested too deeply");
        bool isNegated = parser.TryTake("^");
        var set = new CharacterSet { IgnoresCase = parser.IgnoresCase };
        var whole = set;
        bool isFirst = true;
        for (; isFirst || !parser.TryTake("]"); isFirst = false)
        {
            if (parser.Rest.IsEmpty)
                throw parser.Error("has a set that is not closed");
            if (parser.TryTake("&&"))
            {
                var next = new CharacterSet { IgnoresCase = parser.IgnoresCase };
                var both = new CharacterSet().Add(whole);
                both.IntersectWith(next);
                (whole, set) = (both, next);
            }
            else if (parser.TryTake("[:"))
                set.Add(ParsePosix());
            else if (parser.TryTake("["))
                set.Add(Parse());
            else
                ParseRange(set);
        }
        depth--;
        return isNegated ? new CharacterSet { IsNegated = true }.Add(whole) : whole;
    }

    private void ParseRange(CharacterSet set)
    {
        if (ParseMember() is not { } first)
            return;
        if (parser.Rest.Length < 2 || parser.Rest[0] != '-' || parser.Rest[1] is ']' or '[')
        {
            set.Add(first, first);
            return;
        }
        parser.TryTake("-");
        if (ParseMember() is not { } last)
        {
            set.Add(first, first).Add('-', '-');
            return;
        }
        if (last < first)
            throw parser.Error("has a range whose end comes before its start");
        set.Add(first, last);

        int? ParseMember()
        {
            if (!parser.TryTake("\\"))
                return parser.TakeCodePoint();
            if (parser.TryTake("b"))
                return '\b';
            if (parser.TryParseSetEscape() is not { } named)
                return parser.ParseCharacterEscape();
            set.Add(named);
            return null;
        }
    }

    private CharacterSet ParsePosix()
    {
        bool isNegated = parser.TryTake("^");
        string name = parser.TakeUntil(':');
        if (!parser.TryTake("]"))
            throw parser.Error("has a named set that is not closed");
        var set = NamedSets.Find(name) ?? throw parser.Error($"names the unknown set '{name}'");
        return isNegated ? new CharacterSet { IsNegated = true }.Add(set) : set;
    }

}
