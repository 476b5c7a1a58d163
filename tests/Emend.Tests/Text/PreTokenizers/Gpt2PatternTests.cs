using Emend.Text;
using Emend.Text.Patterns;
using Emend.Text.PreTokenizers;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Text.PreTokenizers;

public sealed class Gpt2PatternTests
{
    private static readonly Gen<string> Texts = Gen.Elements(
        " ", "  ", "\n", "\t", "'", "'s", "'ll", "'re", "'", "a", "Zz", "é", "𝐇", "7", "²", "½", ".", "!?", "_", "👍", "\u00A0", "\u0301", "\uD800")
        .ArrayOf().Select(parts => string.Concat(parts));

    [Fact]
    public void Cut_Equals_The_Regular_Expression()
    {
        var pattern = TextPattern.Parse(Gpt2Pattern.Expression);
        Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            var words = new List<TextRange>();
            var matches = new List<TextRange>();
            Gpt2Pattern.Cut(text, words);
            pattern.FindAll(text, matches);
            words.ShouldBe(matches);
        }).QuickCheckThrowOnFailure();
    }
}
