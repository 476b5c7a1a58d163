namespace Emend.Tracing;

/// <summary>The probability of the answer after each restoration.</summary>
public sealed class TraceTable
{
    private readonly float[] scores; // [tokens, layers]

    internal TraceTable(TraceKind kind, int tokens, int layers, float fill)
    {
        Kind = kind;
        Tokens = tokens;
        Layers = layers;
        scores = new float[tokens * layers];
        scores.AsSpan().Fill(fill);
    }

    /// <summary>What was restored.</summary>
    public TraceKind Kind { get; }

    /// <summary>The number of tokens of the prompt.</summary>
    public int Tokens { get; }

    /// <summary>The number of layers of the model.</summary>
    public int Layers { get; }

    /// <summary>All probabilities [tokens, layers].</summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>The probability with a token's value at a layer, or in the window around it, restored.</summary>
    public float this[int token, int layer]
    {
        get => scores[(token * Layers) + layer];
        internal set => scores[(token * Layers) + layer] = value;
    }

    /// <summary>The probabilities of one token [layers].</summary>
    public ReadOnlySpan<float> Row(int token) => scores.AsSpan(token * Layers, Layers);

    /// <summary>The restoration after which the answer is most probable.</summary>
    public (int Token, int Layer) Best()
    {
        var at = Array.IndexOf(scores, scores.Max());
        return (at / Layers, at % Layers);
    }
}
