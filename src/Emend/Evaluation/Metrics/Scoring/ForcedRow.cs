using Emend.Text;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>The tokens of a prompt with an answer, and which tokens are judged where.</summary>
/// <param name="Row">What the model reads: prompt and answer, tokenized together.</param>
/// <param name="PromptLength">How many tokens the prompt has alone; the first judged token is predicted from the one before.</param>
/// <param name="Expected">The tokens that should be predicted.</param>
internal sealed record ForcedRow(int[] Row, int PromptLength, int[] Expected)
{
    /// <summary>Whether the row is the prompt's tokens and then the expected ones, so that the prompt can be shared.</summary>
    public bool IsPlain => Row.Length == PromptLength + Expected.Length && Row.AsSpan(PromptLength).SequenceEqual(Expected);

    /// <summary>The row of one prompt and one answer.</summary>
    public static ForcedRow Of(Tokenizer tokenizer, string prompt, string target, string joinedBy) => new ForcedPrompt(tokenizer, prompt).Then(target, joinedBy);
}
