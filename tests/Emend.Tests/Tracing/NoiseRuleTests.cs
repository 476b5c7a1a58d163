using Emend.Numerics;
using Emend.Tracing;

namespace Emend.Tests.Tracing;

public sealed class NoiseRuleTests
{
    [Theory]
    [InlineData("3s", NoiseKind.Deviations, 3, "3s")]
    [InlineData("s3", NoiseKind.Deviations, 3, "3s")]
    [InlineData("s", NoiseKind.Deviations, 1, "1s")]
    [InlineData("0.1", NoiseKind.Normal, 0.1, "0.1")]
    [InlineData("u0.25", NoiseKind.Uniform, 0.25, "u0.25")]
    [InlineData("m", NoiseKind.Multivariate, 0, "m")]
    [InlineData("t3", NoiseKind.Student, 3, "t3")]
    public void Parse_Reads_The_Reference_Codes(string text, NoiseKind kind, double amount, string written)
    {
        NoiseRule.Parse(text).ShouldBe(new NoiseRule(kind, amount));
        NoiseRule.Parse(text).ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("loud")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("t2")]
    [InlineData("u")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public void Parse_Refuses_Other_Texts(string text) =>
        Should.Throw<FormatException>(() => NoiseRule.Parse(text)).Message.ShouldContain("write 3s");

    [Fact]
    public void Fitted_Noise_Has_The_Mean_And_Covariance_Of_The_Texts()
    {
        var model = LanguageModel.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2", "model"));
        string[] texts = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2", "stats_texts.json")).Take(100)];
        var width = model.Architecture.Width;
        var embeddings = model.Forward(model.Tokenize(texts), new Hooks().Keep(Site.Embed).StopAfter(Site.Embed))[Site.Embed].ToArray();
        const int Count = 12_000;
        foreach (var rule in new[] { "m", "t8" })
        {
            var drawn = SubjectNoise.Of(model, NoiseRule.Parse(rule), texts: texts).Draw(new NumPyRandom(1), 1, Count, width);
            foreach (var (left, right) in new[] { (0, 0), (5, 5), (63, 63), (0, 1), (7, 30) })
            {
                var expected = Covariance(embeddings.Length / width, (row, column) => embeddings[(row * width) + column], left, right);
                var found = Covariance(Count, (row, column) => drawn[(row * width) + column], left, right);
                found.Mean.ShouldBe(expected.Mean, 0.01, rule);
                found.Covariance.ShouldBe(expected.Covariance, 0.004, rule);
            }
        }
    }

    [Theory]
    [InlineData(3.0)]
    [InlineData(10.0)]
    public void ChiSquare_Has_The_Right_Moments(double degrees)
    {
        var random = new NumPyRandom(2);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => random.ChiSquare(degrees)).ToArray();
        drawn.Average().ShouldBe(degrees, 0.05);
        drawn.Average(value => Math.Pow(value - degrees, 2)).ShouldBe(2 * degrees, 0.05 * 2 * degrees);
        Should.Throw<ArgumentOutOfRangeException>(() => random.ChiSquare(2));
    }

    private static (double Mean, double Covariance) Covariance(int count, Func<int, int, double> value, int left, int right)
    {
        var rows = Enumerable.Range(0, count).ToArray();
        var (leftMean, rightMean) = (rows.Average(row => value(row, left)), rows.Average(row => value(row, right)));
        return (leftMean, rows.Sum(row => (value(row, left) - leftMean) * (value(row, right) - rightMean)) / (count - 1));
    }
}
