namespace Emend.Tracing;

/// <summary>Averages of traces over many prompts: total and indirect effects (Meng et al. 2022, §2.2, fig. 2).</summary>
/// <example><code>
/// var averages = new TraceAverages(model.Architecture.Layers, options);
/// foreach (var fact in facts) averages.Add(tracer.Trace(fact));
/// double effect = averages.IndirectEffect(TraceKind.Mlp, TokenRole.LastSubject, layer: 3);
/// </code></example>
public sealed class TraceAverages
{
    private readonly RunningMean high = new();
    private readonly RunningMean low = new();
    private readonly RunningMean effect = new();
    private readonly Dictionary<TraceKind, RunningMean[]> severed = [];

    /// <summary>Averages of nothing yet.</summary>
    /// <param name="layers">The number of layers of the model.</param>
    /// <param name="options">The settings of all traces.</param>
    public TraceAverages(int layers, TraceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Layers) = (options with { Window = options.WindowFor(layers) }, layers);
        Tables = [.. options.Kinds.Distinct().Select(kind => new AverageTable(kind, layers))];
        foreach (var kind in options.Severed ? (TraceKind[])[TraceKind.Mlp, TraceKind.Attention] : [])
            severed[kind] = [.. Enumerable.Range(0, layers).Select(_ => new RunningMean())];
    }

    /// <summary>The settings of all traces, the window among them even where it was left open.</summary>
    public TraceOptions Options { get; }

    /// <summary>The number of layers of the model.</summary>
    public int Layers { get; }

    /// <summary>How many prompts were added.</summary>
    public int Count => High.Count;

    /// <summary>The probability of the answer when nothing is corrupted.</summary>
    public MeanEstimate High => high.Estimate;

    /// <summary>The same with the subject corrupted.</summary>
    public MeanEstimate Low => low.Estimate;

    /// <summary>The average total effect, ATE.</summary>
    public MeanEstimate TotalEffect => effect.Estimate;

    /// <summary>The tables, one for each kind asked for.</summary>
    public IReadOnlyList<AverageTable> Tables { get; }

    /// <summary>What was severed: MLP and attention, or nothing.</summary>
    public IReadOnlyCollection<TraceKind> SeveredKinds => severed.Keys;

    /// <summary>Adds a trace with the same settings.</summary>
    public void Add(CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        high.Add(trace.HighScore);
        low.Add(trace.LowScore);
        effect.Add(trace.TotalEffect);
        foreach (var table in Tables)
            table.Add(trace.Table(table.Kind), trace.Prompt);
        foreach (var of in trace.Severed)
        {
            for (var layer = 0; layer < of.Scores.Count; layer++)
                severed[of.Kind][layer].Add(of.Scores[layer]);
        }
    }

    /// <summary>The table of a kind.</summary>
    /// <exception cref="InvalidOperationException">The kind was not asked for.</exception>
    public AverageTable Table(TraceKind kind) => Tables.FirstOrDefault(table => table.Kind == kind)
        ?? throw new InvalidOperationException($"There are no averages of {kind}: name the kind in TraceOptions.Kinds.");

    /// <summary>The average indirect effect, AIE: the mean probability after a restoration less the mean without one.</summary>
    public double IndirectEffect(TraceKind kind, TokenRole role, int layer) => Table(kind)[role, layer].Mean - Low.Mean;

    /// <summary>The mean probability when the state of the subject's last token is restored and a kind is severed.</summary>
    /// <exception cref="KeyNotFoundException">Severed runs were not asked for.</exception>
    public MeanEstimate Severed(TraceKind kind, int layer) => severed[kind][layer].Estimate;
}
