namespace Emend.Tracing;

/// <summary>The settings of causal tracing; the defaults are those of kmeng01/rome, but for the window on models of few layers.</summary>
public sealed record TraceOptions
{
    private const int PublishedWindow = 10;

    /// <summary>How many times the subject is corrupted, each time by other noise.</summary>
    public int Samples { get; init; } = 10;

    /// <summary>
    /// How many neighbouring layers an MLP or attention restoration puts back; null for <see cref="WindowFor"/>, as many as
    /// suit the model's depth.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>What is restored.</summary>
    public IReadOnlyList<TraceKind> Kinds { get; init; } = [TraceKind.State, TraceKind.Mlp, TraceKind.Attention];

    /// <summary>Whether states are also restored with the MLPs, and with the attentions, of the subject's last token severed.</summary>
    public bool Severed { get; init; }

    /// <summary>The noise of severed runs.</summary>
    public SeveredNoise SeveredNoise { get; init; }

    /// <summary>The seed of the noise; every run of every prompt begins with it, as in the reference.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>Names the first option that makes no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        if (Samples < 1)
            throw new ArgumentException($"The number of samples is {Samples}, but must be at least 1.");
        if (Window < 1)
            throw new ArgumentException($"The window is {Window} layers, but must be at least 1.");
        if (Kinds.Count == 0 && !Severed)
            throw new ArgumentException("There is nothing to restore: name at least one of state, mlp and attn.");
    }

    /// <summary>
    /// The window for a model: the one that is set, else the ten layers of kmeng01/rome, but at most a third of the depth. Ten layers
    /// of a shallow model are most of it, wherever they lie, and every centre would give the same.
    /// </summary>
    /// <param name="layers">The number of layers of the model.</param>
    public int WindowFor(int layers) => Window ?? Math.Min(PublishedWindow, Math.Max(1, (layers + 1) / 3));

    /// <summary>The layers that a window restoration around a layer puts back, as kmeng01/rome counts them: the last one excluded.</summary>
    /// <param name="centre">The layer around which the window lies.</param>
    /// <param name="layers">The number of layers of the model.</param>
    internal (int First, int End) LayersAround(int centre, int layers) =>
        (Math.Max(0, centre - (WindowFor(layers) / 2)), Math.Min(layers, centre + ((WindowFor(layers) + 1) / 2)));
}
