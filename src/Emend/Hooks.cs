using Emend.Tensors;

namespace Emend;

/// <summary>
/// What to read, change and skip in one forward pass. Nothing is installed on the model: the object is an argument,
/// and can be used for any number of passes.
/// </summary>
/// <example><code>
/// var clean = model.Forward(batch, new Hooks().Keep(Site.ResidPost(17)));
/// var traced = model.Forward(batch, new Hooks()
///     .Change(Site.Embed, x => x + noise)
///     .Change(Site.ResidPost(17), x => x.ReplaceRows([3], clean[Site.ResidPost(17)].Rows(3, 1))));
/// </code></example>
public sealed class Hooks
{
    private readonly HashSet<Site> kept = [];
    private readonly HashSet<Site> differentiated = [];
    private readonly Dictionary<Site, Func<Tensor, Tensor>> changes = [];

    /// <summary>Where the pass ends, if not at the logits.</summary>
    public Site? Last { get; private set; }

    /// <summary>All sites that the hooks name.</summary>
    internal IEnumerable<Site> Sites => Last is { } last ? kept.Concat(changes.Keys).Append(last) : kept.Concat(changes.Keys);

    /// <summary>Keeps the values at sites, as they are after any change: <c>run[site]</c>.</summary>
    public Hooks Keep(params IEnumerable<Site> sites)
    {
        kept.UnionWith(sites);
        return this;
    }

    /// <summary>
    /// Keeps the values at sites and lets gradients reach them although the weights are constants:
    /// <c>Gradients.Of(loss, [run[site]])</c>.
    /// </summary>
    public Hooks KeepForGradients(params IEnumerable<Site> sites)
    {
        foreach (var site in sites)
        {
            kept.Add(site);
            differentiated.Add(site);
        }

        return this;
    }

    /// <summary>Changes the value at a site; several changes of a site follow each other. Gradients flow through.</summary>
    /// <param name="site">Where.</param>
    /// <param name="change">From the value to another of the same shape.</param>
    public Hooks Change(Site site, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        changes[site] = changes.TryGetValue(site, out var earlier) ? x => change(earlier(x)) : change;
        return this;
    }

    /// <summary>Ends the pass after a site: what comes later is not computed.</summary>
    public Hooks StopAfter(Site site)
    {
        Last = site;
        return this;
    }

    /// <summary>Whether a site must be computed one by one where a fused operation would skip it.</summary>
    internal bool Names(Site site) => kept.Contains(site) || changes.ContainsKey(site) || Last == site;

    /// <summary>Applies what is asked for at a site.</summary>
    internal Tensor At(Site site, Tensor value, Run run)
    {
        if (changes.TryGetValue(site, out var change))
        {
            var changed = change(value);
            if (changed.Shape != value.Shape)
                throw new ArgumentException($"The change at {site} returned the shape {changed.Shape}, but the value there has {value.Shape}.");
            value = changed;
        }

        if (differentiated.Contains(site) && !value.NeedsGradient)
            value = value.AsParameter();
        if (kept.Contains(site))
            run.Keep(site, value);
        if (Last == site)
            run.Stopped = true;
        return value;
    }
}
