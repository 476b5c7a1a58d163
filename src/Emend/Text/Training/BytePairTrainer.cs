using System.Runtime.InteropServices;
using Emend.Text.PreTokenizers;

namespace Emend.Text.Training;

/// <summary>
/// Trains byte-level byte-pair encoding (Sennrich et al. 2016, Radford et al. 2019): the most frequent pair of symbols
/// becomes a symbol, until there are enough. Gives what BpeTrainer of the Hugging Face tokenizers library gives; the same
/// texts give the same vocabulary.
/// </summary>
/// <example>
/// <code>
/// var trained = BytePairTrainer.Train(texts, new() { VocabularySize = 4096, SpecialTokens = ["&lt;|endoftext|&gt;"] });
/// trained.Save("my-model");
/// </code>
/// </example>
public static class BytePairTrainer
{
    /// <summary>Trains a vocabulary on texts.</summary>
    /// <param name="texts">The texts; read once.</param>
    /// <param name="options">What to make.</param>
    /// <param name="progress">Receives the number of tokens so far.</param>
    /// <param name="cancel">Stops the training.</param>
    public static TrainedBytePairs Train(
        IEnumerable<string> texts, BytePairTrainerOptions options, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        var tokens = options.SpecialTokens.Concat(ByteSymbols.InVocabularyOrder().Select(symbol => symbol.ToString())).Distinct().ToList();
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id);
        var (words, counts) = CountWords(texts, ids, options, cancel);
        var queue = new PairQueue();
        for (int word = 0; word < words.Count; word++)
            for (int index = 1; index < words[word].Count; index++)
                queue.Add(words[word][index - 1], words[word][index], counts[word], word);
        queue.Refresh();

        var merges = new Dictionary<(int Left, int Right), int>();
        for (int rank = 0; tokens.Count < options.VocabularySize; rank++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!queue.TryTake(out int left, out int right, out long count, out var places) || count < Math.Max(options.MinFrequency, 1))
                break;
            string token = tokens[left] + tokens[right];
            if (ids.TryAdd(token, tokens.Count))
                tokens.Add(token);
            merges[(left, right)] = rank; // two ways to one token can bring a pair back: its last rank holds
            foreach (int place in places)
                Merge(words[place], left, right, ids[token], counts[place], place, queue);
            queue.Refresh();
            progress?.Report(tokens.Count);
        }
        var ranked = merges.OrderBy(merge => merge.Value).Select(merge => (tokens[merge.Key.Left], tokens[merge.Key.Right]));
        return new TrainedBytePairs(tokens, [.. ranked], options);
    }

    private static (List<List<int>> Words, List<long> Counts) CountWords(
        IEnumerable<string> texts, Dictionary<string, int> ids, BytePairTrainerOptions options, CancellationToken cancel)
    {
        var preTokenizer = new ByteLevelPreTokenizer(options.AddPrefixSpace, useRegex: true);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string text in texts)
        {
            cancel.ThrowIfCancellationRequested();
            var pieces = new Pieces(new AlignedText(text), text.Length == 0 ? [] : [new Piece(0, text.Length, Pieces.NoToken)]);
            preTokenizer.Apply(pieces);
            foreach (var piece in pieces.Items)
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, pieces.Text.Characters[piece.Start..piece.End], out _)++;
        }
        var words = counts.Keys.Select(word => word.Select(symbol => ids[symbol.ToString()]).ToList()).ToList();
        return (words, [.. counts.Values]);
    }

    private static void Merge(List<int> word, int left, int right, int merged, long count, int place, PairQueue queue)
    {
        for (int index = 0; index + 1 < word.Count; index++)
        {
            if (word[index] != left || word[index + 1] != right)
                continue;
            if (index > 0)
            {
                queue.Add(word[index - 1], left, -count, place);
                queue.Add(word[index - 1], merged, count, place);
            }
            word[index] = merged;
            word.RemoveAt(index + 1);
            if (index + 1 < word.Count)
            {
                queue.Add(right, word[index + 1], -count, place);
                queue.Add(merged, word[index + 1], count, place);
            }
        }
    }
}
