using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

/// <summary>Attention as it is defined, one score at a time in float64.</summary>
internal static class AttentionReference
{
    public static double[] Compute(
        double[] query, double[] key, double[] value, double[]? bias, int heads, int keyHeads, int headWidth,
        AttentionLayout layout, AttentionOptions options)
    {
        var result = new double[query.Length];
        double[]? pastKeys = layout.PastKeys?.ToArray().Select(v => (double)v).ToArray();
        double[]? pastValues = layout.PastValues?.ToArray().Select(v => (double)v).ToArray();
        for (var row = 0; row < layout.Rows; row++)
        {
            int past = layout.PastLength[row], fresh = layout.KeyStart[row + 1] - layout.KeyStart[row];
            for (var token = layout.QueryStart[row]; token < layout.QueryStart[row + 1]; token++)
            {
                for (var head = 0; head < heads; head++)
                {
                    var position = past + token - layout.QueryStart[row];
                    var seen = Enumerable.Range(0, past + fresh)
                        .Where(k => !options.Causal || (k <= position && k > position - (options.Window ?? int.MaxValue))).ToArray();
                    int At(int k) => ((k < past ? layout.PastSlot[row] * layout.PastKeys!.Shape[1] + k : layout.KeyStart[row] + k - past) * keyHeads
                        + head / (heads / keyHeads)) * headWidth;
                    var start = (token * heads + head) * headWidth;
                    var scores = seen.Select(k =>
                    {
                        var keys = k < past ? pastKeys! : key;
                        var score = Enumerable.Range(0, headWidth).Sum(i => query[start + i] * keys[At(k) + i]) * (options.Scale ?? 1 / Math.Sqrt(headWidth));
                        if (options.SoftCap is { } cap)
                            score = cap * Math.Tanh(score / cap);
                        if (bias is not null)
                        {
                            var distances = bias.Length / heads;
                            score += bias[head * distances + Math.Clamp(k - position - options.FirstDistance, 0, distances - 1)];
                        }

                        return score;
                    }).ToArray();
                    var weights = SoftmaxOperationsTests.Softmax(scores, scores.Length);
                    for (var i = 0; i < headWidth; i++)
                        result[start + i] = seen.Select((k, n) => weights[n] * (k < past ? pastValues! : value)[At(k) + i]).Sum();
                }
            }
        }

        return result;
    }
}
