using Emend.Evaluation.Runs;
using Emend.Proof;
using Emend.Tests.Evaluation.Metrics;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>Perplexity and divergence on fixed text, as runs measure them, of models whose distributions are known.</summary>
public sealed class FixedDistributionsTests
{
    [Fact]
    public void Of_KnownDistributions_GivesWhatWasWorkedOut()
    {
        var (uniform, word) = (OneWordModel.Of(), OneWordModel.Of((" French", 0.5)));
        var distributions = new FixedDistributions(uniform, FixedText.For(uniform, null, []));
        double tokens = uniform.Architecture.Vocabulary;

        var (perplexity, divergence) = distributions.Of(uniform, CancellationToken.None);
        perplexity.ShouldBe(tokens, 1e-2, "every token is as likely as any other");
        divergence.ShouldBe(0);

        (perplexity, divergence) = distributions.Of(word, CancellationToken.None);
        perplexity.ShouldBe(2 * (tokens - 1), 2e-2, "the text has no French, and the other tokens share a half");
        divergence!.Value.ShouldBe(Math.Log(1 / tokens) - (Math.Log(0.5) / tokens) - ((tokens - 1) / tokens * Math.Log(0.5 / (tokens - 1))), 1e-5);
    }
}
