using Emend.Text;

namespace Emend.Evaluation.Metrics.Scoring;

/// <summary>A prompt with its tokens, behind which several answers can be forced.</summary>
internal sealed class ForcedPrompt
{
    private readonly Tokenizer tokenizer;
    private readonly string text;
    private readonly int leading; // special tokens in front of the prompt's own
    private readonly int bare; // the prompt's own tokens

    /// <summary>Tokenizes a prompt.</summary>
    public ForcedPrompt(Tokenizer tokenizer, string text)
    {
        this.tokenizer = tokenizer;
        this.text = text;
        Ids = tokenizer.Encode(text, special: true).Ids;
        // special tokens that the tokenizer puts behind a text would stand between prompt and answer
        var own = tokenizer.Encode("", special: true).Ids.Length == 0 ? Ids : tokenizer.Encode(text).Ids;
        leading = Math.Max(0, Ids.AsSpan().IndexOf(own));
        bare = own.Length;
    }

    /// <summary>The prompt's tokens, with the special ones that the model expects around a text.</summary>
    public int[] Ids { get; }

    /// <summary>
    /// Tokenizes as the references do: prompt and answer in one text, the boundary where the prompt alone ends. Where the
    /// two texts grow together at the boundary, the answer's own tokens are expected all the same (memit,
    /// eval_utils_counterfact.py).
    /// </summary>
    public ForcedRow Then(string target, string joinedBy)
    {
        int[] row = [.. Ids.AsSpan(0, leading), .. tokenizer.Encode(text + joinedBy + target).Ids];
        var length = leading + bare;
        var grownTogether = row.Length < length || !row.AsSpan(0, length).SequenceEqual(Ids.AsSpan(0, length));
        return new ForcedRow(row, length, grownTogether ? tokenizer.Encode(joinedBy + target).Ids : row[length..]);
    }
}
