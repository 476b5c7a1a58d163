using Emend.Editing.Values;

namespace Emend.Editing.Spreading;

/// <summary>The settings that the methods share which write many facts at once into several layers.</summary>
public abstract record SpreadOptions : ValueSearchOptions
{
    /// <summary>The layers whose MLPs are edited; empty for the model's own default.</summary>
    [Setting("layers whose MLPs are edited, such as 3-8; empty: the model's default", "causal tracing; docs/methods lists each model's")]
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>How the way that is left is shared among the layers that are left.</summary>
    [Setting("how the way left is shared among the layers left: even (1/n) or square-root (1/√n)", "Meng et al. 2023, eq. 20; PMET takes the square root")]
    public ResidualSpread Spread { get; init; } = ResidualSpread.Even;

    /// <summary>How many requests are searched side by side at most; large models take fewer, as their memory allows.</summary>
    [Setting("requests that are searched side by side at most", "Emend")]
    public int SearchBatch { get; init; } = 32;

    /// <summary>Whether a request whose search fails is left out, instead of ending the whole edit.</summary>
    [Setting("leave out a request whose search meets values that are not numbers, and go on with the others", "Emend")]
    public bool KeepGoing { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(SearchBatch >= 1, nameof(SearchBatch), SearchBatch, "at least 1");
    }

    /// <summary>The layers for a model if none are named.</summary>
    internal abstract IReadOnlyList<int> DefaultLayers(LanguageModel model);

    /// <summary>The settings with the model's own in place of those that are left open.</summary>
    /// <exception cref="ArgumentException">A layer does not exist.</exception>
    internal abstract SpreadOptions CompletedFor(LanguageModel model);

    /// <summary>The layers in order, each once.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">A layer does not exist.</exception>
    internal IReadOnlyList<int> LayersOf(LanguageModel model)
    {
        int[] layers = [.. (Layers.Count > 0 ? Layers : DefaultLayers(model)).Distinct().Order()];
        var last = model.Architecture.Layers - 1;
        foreach (var layer in layers)
        {
            if (layer < 0 || layer > last)
                throw new ArgumentException($"Layer {layer} does not exist: {model.Name} has layers 0 to {last}.");
        }

        return layers;
    }
}

/// <summary>How much of the way to the value that is left a layer takes, of n layers that are left.</summary>
public enum ResidualSpread
{
    /// <summary>One n-th, so that every layer takes the same (MEMIT).</summary>
    Even,

    /// <summary>The part 1/√n (PMET).</summary>
    SquareRoot,
}
