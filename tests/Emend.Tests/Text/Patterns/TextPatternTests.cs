using System.Text.RegularExpressions;
using Emend.Text;
using Emend.Text.Patterns;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Text.Patterns;

public sealed class TextPatternTests
{
    // Patterns that mean the same to the framework, on text without surrogates and with the framework's ^ and $ for lines.
    [Theory]
    [InlineData("a|ab|abc")]
    [InlineData("(?:ab|a)(?:c|bc)?")]
    [InlineData("a*b+c?")]
    [InlineData("a*?b")]
    [InlineData("(?:a|b){2,3}?c")]
    [InlineData("(?:ab?){2,}")]
    [InlineData("(?>a+)b")]
    [InlineData("(?>a|ab)c")]
    [InlineData("[^ab]+")]
    [InlineData("[a-c-]+")]
    [InlineData("(?<=a)b|(?<!a)c")]
    [InlineData("(?<=ab|b)c")]
    [InlineData("(?=ab)a|b(?!c)")]
    [InlineData("^a|b$")]
    [InlineData(@"\ba|c\b")]
    [InlineData("(?i:ab)|C")]
    [InlineData("(?:a*)*b")]
    [InlineData("(?:a?b?)*c")]
    [InlineData("(a(b(c)?)?)+")]
    [InlineData(@"\s+(?!\S)|\s+")]
    [InlineData("")]
    [InlineData("a{0}b")]
    [InlineData("(?:(?:a|b)+c)*?b")]
    public void FindAll_Matches_Like_The_Framework(string expression)
    {
        var pattern = TextPattern.Parse(expression);
        var reference = new Regex(expression, RegexOptions.Multiline | RegexOptions.CultureInvariant);
        var texts = Gen.Elements('a', 'b', 'c', 'A', 'B', ' ', '\n', '-').ArrayOf().Select(units => new string(units));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            if (text.EndsWith('\n') && expression.Contains('^'))
                return; // Oniguruma sees no empty line at the end
            Matches(pattern, text).ShouldBe(reference.Matches(text).Select(match => match.Value), text);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(@"\p{L}+", "𝐇é1𠮷", new[] { "𝐇é", "𠮷" })]
    [InlineData(@"\p{^L}", "a1𝐇", new[] { "1" })]
    [InlineData(@"\P{L}", "a1𝐇", new[] { "1" })]
    [InlineData(@"[\p{Lu}\p{Lt}]+", "aBCǅd", new[] { "BCǅ" })]
    [InlineData(@"(?i:'s)", "'s 'S 'ſ 'x", new[] { "'s", "'S", "'ſ" })]
    [InlineData(@"\s", "a\u0085\u200B\u00A0", new[] { "\u0085", "\u00A0" })]
    [InlineData("[一-龥]+", "a一中b", new[] { "一中" })]
    [InlineData(@"[\p{L}&&[^aeiou]]+", "hello", new[] { "h", "ll" })]
    [InlineData(@"\p{Han}+|[[:punct:]]", "漢字か!", new[] { "漢字", "!" })]
    [InlineData(@"\x41\x{1D407}\u0042", "A𝐇B", new[] { "A𝐇B" })]
    [InlineData(@"\h+", "xff", new[] { "ff" })]
    [InlineData(@"a\z|^b", "b\nb\na", new[] { "b", "b", "a" })]
    [InlineData(@"[]a]+", "]a[", new[] { "]a" })]
    [InlineData("a{,2}", "aaa", new[] { "aa", "a" })]
    [InlineData("x{a}", "x{a}", new[] { "x{a}" })]
    public void FindAll_Works_On_Code_Points(string expression, string text, string[] expected) =>
        Matches(TextPattern.Parse(expression), text).ShouldBe(expected);

    [Fact]
    public void FindAll_Takes_A_Lone_Surrogate_For_One_Character() =>
        Matches(TextPattern.Parse("."), "𝐇\n\uD800a\uDC00").ShouldBe(["𝐇", "\uD800", "a", "\uDC00"]);

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData(@"\1")]
    [InlineData(@"\p{Nonsense}")]
    [InlineData("a{3,2}")]
    [InlineData("a{99999}")]
    [InlineData("[b-a]")]
    [InlineData("(?x)a")]
    [InlineData(@"\")]
    [InlineData("(?:(?:(?:a{1000}b){1000}c){1000}d){1000}")]
    public void Parse_Refuses_What_It_Can_Not_Do(string expression) => Should.Throw<FormatException>(() => TextPattern.Parse(expression));

    [Fact]
    public void Parse_Refuses_Deep_Nesting() => Should.Throw<FormatException>(() => TextPattern.Parse(new string('(', 100_000)));

    [Fact]
    public void FindAll_Gives_Up_On_Catastrophic_Expressions()
    {
        var pattern = TextPattern.Parse("(?:a|a|aa)*$");
        Should.Throw<FormatException>(() => Matches(pattern, new string('a', 2000) + "b"));
    }

    private static List<string> Matches(TextPattern pattern, string text)
    {
        var matches = new List<TextRange>();
        pattern.FindAll(text, matches);
        return [.. matches.Select(match => text[match.Start..match.End])];
    }
}
