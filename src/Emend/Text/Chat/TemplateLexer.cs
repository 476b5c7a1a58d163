using System.Globalization;
using System.Text;
using static Emend.Text.Chat.TemplateTokenKind;

namespace Emend.Text.Chat;

/// <summary>
/// Cuts a template into tokens, with white space treated as transformers sets Jinja up: the line feed after a block or
/// comment goes (trim_blocks), and so does the space before one that begins a line (lstrip_blocks).
/// </summary>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ","];

    // what Python's \s and strip take for space
    internal static readonly char[] Space = [.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsWhiteSpace), '\x1c', '\x1d', '\x1e', '\x1f'];

    private readonly string text;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private int countedTo;
    private int line = 1;

    private TemplateLexer(string source)
    {
        var normal = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        text = normal.EndsWith('\n') ? normal[..^1] : normal;
    }

    /// <summary>The tokens of a template.</summary>
    /// <exception cref="ChatTemplateException">A tag or a text does not end.</exception>
    public static IReadOnlyList<TemplateToken> Read(string source)
    {
        var lexer = new TemplateLexer(source);
        lexer.Read();
        return lexer.tokens;
    }

    private void Read()
    {
        var startsLine = true;
        while (at < text.Length)
        {
            var tag = FindTag();
            if (tag < 0)
            {
                Add(Data, text[at..]);
                at = text.Length;
                break;
            }

            var kind = text[tag + 1];
            var sign = tag + 2 < text.Length ? text[tag + 2] : ' ';
            var data = text[at..tag];
            if (sign == '-')
                data = data.TrimEnd(Space);
            else if (sign != '+' && kind != '{')
                data = WithoutIndent(data, startsLine);
            if (data.Length > 0)
                Add(Data, data);
            at = tag + 2 + (sign is '-' or '+' ? 1 : 0);
            if (kind == '#')
                SkipComment(tag);
            else if (kind == '%' && IsRaw())
                ReadRaw();
            else
                ReadTag(kind == '{');
            startsLine = at > 0 && text[at - 1] == '\n';
        }

        Add(End, "");
    }

    private int FindTag()
    {
        for (var i = text.IndexOf('{', at); i >= 0 && i + 1 < text.Length; i = text.IndexOf('{', i + 1))
        {
            if (text[i + 1] is '{' or '%' or '#')
                return i;
        }

        return -1;
    }

    private static string WithoutIndent(string data, bool startsLine)
    {
        var lineStart = data.LastIndexOf('\n') + 1;
        return (lineStart > 0 || startsLine) && data.AsSpan(lineStart).IndexOfAnyExcept(Space) < 0 ? data[..lineStart] : data;
    }

    private void SkipComment(int from)
    {
        var end = text.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0)
            throw Error("a comment does not end", from);
        at = end + 2;
        AfterBlock(end > from + 2 ? text[end - 1] : ' ');
    }

    private bool IsRaw() => text.AsSpan(at).TrimStart(Space).StartsWith("raw", StringComparison.Ordinal)
        && text.AsSpan(at).TrimStart(Space)[3..].TrimStart(Space) is var rest && (rest.StartsWith("%}") || rest.StartsWith("-%}"));

    private void ReadRaw()
    {
        var from = at;
        at = text.IndexOf("%}", at, StringComparison.Ordinal) + 2;
        if (text[at - 3] == '-') // here, unlike elsewhere, a line feed stays
            SkipSpace();
        for (var i = at; (i = text.IndexOf("{%", i, StringComparison.Ordinal)) >= 0; i += 2)
        {
            var inside = text.AsSpan(i + 2);
            var strips = inside.StartsWith("-");
            var word = (strips || inside.StartsWith("+") ? inside[1..] : inside).TrimStart(Space);
            if (!word.StartsWith("endraw", StringComparison.Ordinal) || text.IndexOf("%}", i, StringComparison.Ordinal) is not (>= 0 and var end))
                continue;
            Add(Data, strips ? text[at..i].TrimEnd(Space) : WithoutIndent(text[at..i], startsLine: false));
            at = end + 2;
            AfterBlock(text[end - 1]);
            return;
        }

        throw Error("a raw block does not end", from);
    }

    /// <summary>What follows a block's or comment's end goes: all space after a minus, otherwise one line feed.</summary>
    private void AfterBlock(char sign)
    {
        if (sign == '-')
            SkipSpace();
        else if (sign != '+' && at < text.Length && text[at] == '\n')
            at++;
    }

    private void SkipSpace()
    {
        while (at < text.Length && Space.Contains(text[at]))
            at++;
    }

    private void ReadTag(bool isOutput)
    {
        var from = at;
        var end = isOutput ? "}}" : "%}";
        Add(isOutput ? OutputBegin : BlockBegin, "");
        for (var open = 0; ;)
        {
            SkipSpace();
            if (at >= text.Length)
                throw Error("a tag does not end", from);
            var sign = text[at] is '-' or '+' ? text[at] : ' ';
            var length = sign == ' ' ? 0 : 1;
            if (open == 0 && !(isOutput && sign == '+') && string.CompareOrdinal(text, at + length, end, 0, 2) == 0)
            {
                Add(isOutput ? OutputEnd : BlockEnd, "");
                at += length + 2;
                if (!isOutput || sign == '-')
                    AfterBlock(sign);
                return;
            }

            var before = at;
            ReadToken();
            if (text[before] is '(' or '[' or '{')
                open++;
            else if (text[before] is ')' or ']' or '}')
                open--;
        }
    }

    private void ReadToken()
    {
        var start = at;
        var letter = text[at];
        if (letter == '_' || char.IsLetter(letter))
        {
            while (at < text.Length && (text[at] == '_' || char.IsLetterOrDigit(text[at])))
                at++;
            Add(Name, text[start..at]);
        }
        else if (char.IsAsciiDigit(letter))
        {
            ReadNumber();
        }
        else if (letter is '"' or '\'')
        {
            ReadText(letter);
        }
        else if (Array.Find(Operators, mark => string.CompareOrdinal(text, start, mark, 0, mark.Length) == 0) is { } mark)
        {
            Add(Operator, mark);
            at += mark.Length;
        }
        else
        {
            throw Error($"the character '{letter}' means nothing in a tag", start);
        }
    }

    private void ReadNumber()
    {
        var start = at;
        var kind = Integer;
        Digits();
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            kind = Float;
            at++;
            Digits();
        }

        var exponent = at + 1 < text.Length && text[at] is 'e' or 'E' ? (text[at + 1] is '+' or '-' ? 2 : 1) : 0;
        if (exponent > 0 && at + exponent < text.Length && char.IsAsciiDigit(text[at + exponent]))
        {
            kind = Float;
            at += exponent;
            Digits();
        }

        Add(kind, text[start..at].Replace("_", "", StringComparison.Ordinal));

        void Digits()
        {
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
                at++;
        }
    }

    private void ReadText(char quote)
    {
        var start = at++;
        var content = new StringBuilder();
        while (true)
        {
            if (at >= text.Length)
                throw Error("a text does not end", start);
            var letter = text[at++];
            if (letter == quote)
                break;
            if (letter == '\\' && at < text.Length)
                ReadEscape(content);
            else
                content.Append(letter);
        }

        Add(Quoted, content.ToString());
    }

    private void ReadEscape(StringBuilder content)
    {
        var letter = text[at++];
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (at + digits > text.Length || !uint.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
                throw Error($"the escape \\{letter} needs {digits} hexadecimal digits of a character", at);
            at += digits;
            content.Append(code <= char.MaxValue ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));
            return;
        }

        if (letter is >= '0' and <= '7')
        {
            var code = letter - '0';
            for (var i = 0; i < 2 && at < text.Length && text[at] is >= '0' and <= '7'; i++)
                code = (code * 8) + text[at++] - '0';
            content.Append((char)code);
            return;
        }

        _ = letter switch
        {
            'n' => content.Append('\n'),
            't' => content.Append('\t'),
            'r' => content.Append('\r'),
            'a' => content.Append('\a'),
            'b' => content.Append('\b'),
            'f' => content.Append('\f'),
            'v' => content.Append('\v'),
            '\\' or '\'' or '"' => content.Append(letter),
            '\n' => content,
            _ => content.Append('\\').Append(letter),
        };
    }

    private void Add(TemplateTokenKind kind, string content) => tokens.Add(new TemplateToken(kind, content, LineAt(at)));

    private int LineAt(int position)
    {
        for (; countedTo < position; countedTo++)
        {
            if (text[countedTo] == '\n')
                line++;
        }

        return line;
    }

    private ChatTemplateException Error(string fault, int position) => new($"The chat template is not sound: {fault} (line {LineAt(position)}).");
}
