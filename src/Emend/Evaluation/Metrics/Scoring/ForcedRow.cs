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

    /// <summary>
    /// Tokenizes as the references do: prompt and answer in one text, the boundary where the prompt alone ends. Where the
    /// two texts grow together at the boundary, the answer's own tokens are expected all the same (memit,
    /// eval_utils_counterfact.py).
    /// </summary>
    public static ForcedRow Of(Tokenizer tokenizer, string prompt, string target, string joinedBy)
    {
        var before = tokenizer.Encode(prompt, special: true).Ids;
        // special tokens that the tokenizer puts behind a text would stand between prompt and answer
        var bare = tokenizer.Encode(prompt).Ids;
        var leading = Math.Max(0, before.AsSpan().IndexOf(bare));
        int[] row = [.. before.AsSpan(0, leading), .. tokenizer.Encode(prompt + joinedBy + target).Ids];
        var length = leading + bare.Length;
        var grownTogether = row.Length < length || !row.AsSpan(0, length).SequenceEqual(before.AsSpan(0, length));
        return new ForcedRow(row, length, grownTogether ? tokenizer.Encode(joinedBy + target).Ids : row[length..]);
    }
}
