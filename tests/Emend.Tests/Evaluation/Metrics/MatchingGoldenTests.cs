using Emend.Evaluation.Metrics.Matching;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/matching: SQuAD's formulas, RippleEdits' and EasyEdit's functions.</summary>
public sealed class MatchingGoldenTests
{
    [Fact]
    public void Matches_And_Overlaps_Agree()
    {
        foreach (var item in GoldenMetrics.Read("matching", "pairs.json").EnumerateArray())
        {
            var (text, answers) = (item.Text("prediction"), item.GetProperty("answers").Texts());
            AnswerNormalization.Normalize(text).ShouldBe(item.Text("normalised_prediction"));
            answers.Select(AnswerNormalization.Normalize).ShouldBe(item.GetProperty("normalised_answers").Texts());
            (AnswerMatch.IsExact(text, answers) ? 1.0 : 0).ShouldBe(item.Number("exact_match"), text);
            WordOverlap.F1(text, answers).ShouldBe(item.Number("f1_v1"), GoldenMetrics.Formula, text);
            WordOverlap.F1WithEmpty(text, answers).ShouldBe(item.Number("f1_v2"), GoldenMetrics.Formula, text);
            answers.Contains(text).ShouldBe(item.GetProperty("case_sensitive_equal").GetBoolean(), text);
            AnswerMatch.Contains(text, answers).ShouldBe(item.GetProperty("case_sensitive_contains").GetBoolean(), text);
            AnswerMatch.ContainsNormalized(text, answers).ShouldBe(item.GetProperty("normalised_contains").GetBoolean(), text);
            AnswerMatch.ContainsWords(text, answers).ShouldBe(item.GetProperty("normalised_contains_words").GetBoolean(), text);
        }
    }

    [Fact]
    public void Ripple_Matcher_Agrees()
    {
        foreach (var item in GoldenMetrics.Read("matching", "ripple.json").EnumerateArray())
        {
            string[][] answers = [.. item.GetProperty("answers").EnumerateArray().Select(names => names.Texts())];
            answers.Select(RippleMatch.Filtered).ShouldBe(item.GetProperty("filtered").EnumerateArray().Select(names => names.Texts()));
            RippleMatch.IsRight(item.Text("text"), answers).ShouldBe(item.GetProperty("correct_filtered").GetBoolean(), item.Text("text"));
            RippleMatch.IsRight(item.Text("text"), answers, filtered: false).ShouldBe(item.GetProperty("correct_unfiltered").GetBoolean(), item.Text("text"));
        }
    }

    [Theory]
    [InlineData("French and Italian", "French", true)]
    [InlineData("Frenchman", "French", false)]
    [InlineData("  the United States.", "United States", true)]
    [InlineData("U.S.A", "USA", true)]
    [InlineData("in French", "French", false)]
    [InlineData("", "French", false)]
    [InlineData("", "", false)]
    [InlineData("The The", "The", true)]
    public void Begins_Takes_Whole_Words_At_The_Start(string text, string answer, bool expected) => AnswerMatch.Begins(text, answer).ShouldBe(expected);

    [Theory]
    [InlineData("ΟΔΟΣ", "οδος")] // final sigma
    [InlineData("ΟΔΟΣ.", "οδος.")]
    [InlineData("Σ", "σ")]
    [InlineData("ΣΑ", "σα")]
    [InlineData("A'Σ", "a'ς")]
    [InlineData("AΣ'B", "aσ'b")]
    [InlineData("İ", "i̇")]
    [InlineData("STRASSE ẞ", "strasse ß")]
    public void Lower_Is_Pythons(string text, string expected) => PythonText.Lower(text).ShouldBe(expected.Replace("οδος", "οδο\u03c2", StringComparison.Ordinal));

    [Fact]
    public void Normalize_Changes_Nothing_The_Second_Time()
    {
        Prop.ForAll<NonNull<string>>(text =>
        {
            var once = AnswerNormalization.Normalize(text.Get);
            return AnswerNormalization.Words(once).All(word => word is not "a" and not "an" and not "the") && !once.StartsWith(' ') && !once.EndsWith(' ');
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_Match_Holds_Of_An_Answer_Itself()
    {
        Prop.ForAll<NonEmptyString>(text =>
        {
            var answer = text.Get;
            return AnswerMatch.IsExact(answer, answer) && AnswerMatch.Contains(answer, answer)
                && (AnswerNormalization.Normalize(answer).Length == 0 || (AnswerMatch.ContainsNormalized(answer, answer) && AnswerMatch.ContainsWords(answer, answer)))
                && (PythonText.Strip(answer).Length == 0 || AnswerMatch.Begins(answer, answer))
                && WordOverlap.F1WithEmpty(answer, answer) == 1;
        }).QuickCheckThrowOnFailure();
    }
}
