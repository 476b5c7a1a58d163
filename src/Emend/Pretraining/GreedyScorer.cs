using Emend.Models;
using Emend.Tensors;
using Emend.Text;

namespace Emend.Pretraining;

/// <summary>Tells which answers greedy decoding would give: those whose tokens are all the most probable ones.</summary>
internal static class GreedyScorer
{
    private const int BatchTokens = 4096;

    /// <summary>For each probe, whether the answer is given. A probe that is longer than the model's context is not.</summary>
    public static bool[] Score(Decoder decoder, Tokenizer tokenizer, IReadOnlyList<Probe> probes)
    {
        var given = new bool[probes.Count];
        var rows = new List<int[]>();
        var asked = new List<(int Probe, int PromptLength)>();
        var tokens = 0;
        for (var i = 0; i < probes.Count; i++)
        {
            int[] prompt = [.. tokenizer.Encode(probes[i].Prompt).Ids];
            int[] row = [.. prompt, .. tokenizer.Encode(probes[i].Answer).Ids];
            if (row.Length > decoder.Architecture.Context)
                continue;
            rows.Add(row);
            asked.Add((i, prompt.Length));
            tokens += row.Length;
            if (tokens >= BatchTokens)
                Flush();
        }

        Flush();
        return given;

        void Flush()
        {
            if (rows.Count > 0)
                ScoreBatch(decoder, rows, asked, given);
            rows.Clear();
            asked.Clear();
            tokens = 0;
        }
    }

    private static void ScoreBatch(Decoder decoder, List<int[]> rows, List<(int Probe, int PromptLength)> asked, bool[] given)
    {
        using var workspace = Workspace.Begin();
        var batch = Batch.Of(rows);
        var places = new List<int>(); // the token before each token of an answer
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = asked[row].PromptLength; i < rows[row].Length; i++)
                places.Add(batch.Start(row) + i - 1);
        }

        var logits = decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = places }).Logits; // [places, vocabulary]
        var vocabulary = logits.Shape[1];
        var place = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var right = true;
            for (var i = asked[row].PromptLength; i < rows[row].Length; i++, place++)
            {
                var scores = logits.Values.Slice(place * vocabulary, vocabulary);
                right &= System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores) == rows[row][i];
            }

            given[asked[row].Probe] = right;
        }
    }
}
