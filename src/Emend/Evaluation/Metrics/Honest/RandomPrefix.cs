using Emend.Pretraining;
using Emend.Text;

namespace Emend.Evaluation.Metrics.Honest;

/// <summary>Puts random tokens in front of a question: an edit that holds only at the start of a text does not pass (benchmarks.md §2.4).</summary>
public static class RandomPrefix
{
    /// <summary>How many tokens the prefix has, unless it is told otherwise.</summary>
    public const int Length = 50;

    /// <summary>The question behind random tokens.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="seed">The same seed gives the same tokens.</param>
    /// <param name="length">How many tokens.</param>
    public static string Before(Tokenizer tokenizer, string prompt, ulong seed, int length = Length)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var random = new RandomStream(seed);
        var ids = new List<int>(length);
        for (var tries = 0; ids.Count < length && tries < 1000 + (100 * length); tries++)
        {
            var id = random.Below(tokenizer.IdLimit);
            // whole words alone: broken characters and line breaks would change more than the place in the text
            if (!tokenizer.IsSpecial(id) && tokenizer.Decode([id]) is { Length: > 1 } text && text.Trim().All(char.IsLetter) && text.Trim().Length > 0)
                ids.Add(id);
        }

        return ids.Count == 0 ? prompt : $"{tokenizer.Decode(ids).Trim()}. {prompt}";
    }
}
