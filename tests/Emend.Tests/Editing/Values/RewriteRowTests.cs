using Emend.Editing.Values;

namespace Emend.Tests.Editing.Values;

public sealed class RewriteRowTests
{
    [Theory]
    [InlineData("gpt2", 0)]
    [InlineData("llama", 1)] // its tokenizer adds a beginning-of-text token, to each part
    public void Of_CountsApart_AsTheOriginalCodeDoes(string fixture, int tooFar)
    {
        var tokenizer = new GoldenEdits(fixture, "memit").Model.Tokenizer;
        var joint = RewriteRow.Of(tokenizer, "The mother tongue of {} is", "Danielle Darrieux");
        RewriteRow.Of(tokenizer, "The mother tongue of {} is", "Danielle Darrieux", SubjectPlace.LastApart).SubjectLast.ShouldBe(joint.SubjectLast + tooFar);
        RewriteRow.Of(tokenizer, "The mother tongue of {} is", "Danielle Darrieux", SubjectPlace.First).SubjectLast.ShouldBe(joint.SubjectFirst);
    }

    [Fact]
    public void Of_RefusesAPlaceBehindTheText()
    {
        var tokenizer = new GoldenEdits("llama", "memit").Model.Tokenizer;
        Should.Throw<FormatException>(() => RewriteRow.Of(tokenizer, "I saw {}", "Paris", SubjectPlace.LastApart)).Message.ShouldContain("indexRule=joint");
    }
}
