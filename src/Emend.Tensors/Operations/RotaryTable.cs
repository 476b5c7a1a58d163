namespace Emend.Tensors.Operations;

/// <summary>The cosines and sines of rotary position embeddings, computed once for each position.</summary>
public sealed class RotaryTable
{
    private readonly float[] inverseFrequencies;
    private readonly float attentionFactor;
    private volatile float[] table = []; // [positions, 2, pairs]: cosines, sines

    /// <summary>A table of the angles position · frequency.</summary>
    /// <param name="inverseFrequencies">The frequency of each pair of coordinates, in radians per position.</param>
    /// <param name="attentionFactor">What cosines and sines are multiplied by (YaRN, LongRoPE); usually 1.</param>
    public RotaryTable(ReadOnlySpan<float> inverseFrequencies, float attentionFactor = 1)
    {
        this.inverseFrequencies = inverseFrequencies.ToArray();
        this.attentionFactor = attentionFactor;
    }

    /// <summary>How many coordinates of each head are rotated.</summary>
    public int Width => 2 * inverseFrequencies.Length;

    /// <summary>The frequencies base^(−2i / width) of the original embedding (Su et al. 2021).</summary>
    public static RotaryTable Of(int width, double theta)
    {
        var frequencies = new float[width / 2];
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = 1f / MathF.Pow((float)theta, 2f * i / width);
        return new RotaryTable(frequencies);
    }

    /// <summary>The cosines and then the sines of every position up to at least the given one.</summary>
    internal float[] UpTo(int position)
    {
        var current = table;
        var pairs = inverseFrequencies.Length;
        if (current.Length >= (position + 1) * 2 * pairs)
            return current;
        var positions = Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)position + 1));
        var grown = new float[positions * 2 * pairs];
        current.CopyTo(grown, 0);
        for (var p = pairs == 0 ? positions : current.Length / (2 * pairs); p < positions; p++)
        {
            for (var i = 0; i < pairs; i++)
            {
                var (sin, cos) = Math.SinCos(p * inverseFrequencies[i]); // the angle is a float32 as in the references
                grown[2 * pairs * p + i] = (float)cos * attentionFactor;
                grown[2 * pairs * p + pairs + i] = (float)sin * attentionFactor;
            }
        }

        table = grown; // two threads may both compute it; the results are the same
        return grown;
    }
}
