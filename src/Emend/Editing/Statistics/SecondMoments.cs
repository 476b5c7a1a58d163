using System.Collections.Concurrent;
using Emend.Editing.Solving;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>
/// The second moments C = E[k kᵀ] of a model's keys, by layer, as factors ready to solve with. They are looked for in the
/// file given, beside the model, and in the user's cache by the model's hash; for a model whose training text can be made
/// anew they are collected when they are first needed.
/// </summary>
public sealed class SecondMoments
{
    /// <summary>What the file beside a model is called.</summary>
    public const string FileName = "second-moments.safetensors";

    private const double LeastPivot = 1e-14;                          // squared pivots, relative: below it rounding is all there is
    private const double LeastShrinkage = 1e-8, MostShrinkage = 1e-3; // the least is what float32 files can hold
    private const long MostHeld = 512L << 20; // bytes of factors in memory, but always one: that of GPT-2 XL takes 328 MB
    private const long WorthCollecting = 64L << 20;
    private const int SmallestKept = 1024;  // below this many elements of a key it is factored faster than read
    private const long TokensCollected = 100_000; // more than 100 for each of a small model's keys' elements

    private readonly LanguageModel model;
    private readonly string? file;
    private readonly List<(int Layer, Cholesky Factor)> held = []; // in the order of their last use
    private readonly ConcurrentDictionary<int, string> hashes = new();
    private readonly ConcurrentDictionary<int, SingleLu> singles = new();
    private readonly ConcurrentDictionary<(int Layer, double Threshold), Tensor> nullSpaces = new();
    private readonly ConcurrentDictionary<int, Matrix> unkept = new(); // what was collected and could not be written
    private readonly ConcurrentQueue<string> warnings = new();
    private int unkeptTold;

    /// <summary>The second moments of a model.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="file">A file that holds them; null to look beside the model and in the cache.</param>
    public SecondMoments(LanguageModel model, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.file = file;
    }

    /// <summary>What had to be done to the second moments so far, a sentence each.</summary>
    public IReadOnlyCollection<string> Warnings => warnings;

    /// <summary>Where the user's cache keeps a layer's second moments of a model.</summary>
    public static string CachePath(LanguageModel model, int layer)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.Combine(UserFolders.Cache, "second-moments", model.Hash, $"layer-{layer}.safetensors");
    }

    /// <summary>Whether the second moments of a layer are at hand, without collecting them.</summary>
    public bool Has(int layer) => unkept.ContainsKey(layer) || Place(layer) is not null;

    /// <summary>C⁻¹k.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="key">k [hidden].</param>
    /// <param name="precision">The precision of the solve.</param>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model or are not positive definite.</exception>
    public Tensor Whiten(int layer, Tensor key, SolvePrecision precision = SolvePrecision.Double)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (precision == SolvePrecision.Single)
            return Tensor.From(singles.GetOrAdd(layer, _ => SingleLu.Factor(Moments(layer))).Solve(key.Values), key.Shape);
        var solved = Factor(layer).Solve(Array.ConvertAll(key.ToArray(), value => (double)value));
        return Tensor.From(Array.ConvertAll(solved, value => (float)value), key.Shape);
    }

    /// <summary>The Cholesky factor of a layer's C.</summary>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model or are not positive definite.</exception>
    /// <remarks>Those of large models are kept on disk, and few in memory at a time.</remarks>
    public Cholesky Factor(int layer)
    {
        lock (held)
        {
            var (known, factor) = (held.FindIndex(one => one.Layer == layer), default(Cholesky));
            if (known >= 0)
            {
                factor = held[known].Factor;
                held.RemoveAt(known);
            }
            else
            {
                MakeRoom();
                factor = Load(layer);
            }

            held.Add((layer, factor));
            return factor;
        }
    }

    /// <summary>
    /// The projector onto the directions in which a layer's keys hardly ever lie: the eigenvectors of C below a threshold. Of large
    /// models it is kept in the cache.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="threshold">The threshold, in the unit of C.</param>
    /// <returns>P [hidden, hidden].</returns>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model.</exception>
    public Tensor NullSpace(int layer, double threshold) => nullSpaces.GetOrAdd((layer, threshold), _ => Project(layer, threshold));

    /// <summary>Lets go of factors until one more fits.</summary>
    private void MakeRoom()
    {
        var bytes = (long)model.Architecture.Hidden * model.Architecture.Hidden * sizeof(double);
        var before = held.Count;
        while (held.Count > 0 && (held.Count + 1) * bytes > MostHeld)
            held.RemoveAt(held.Count - 1); // edits go through the same layers in turn: the one used last comes again last
        if (held.Count < before && bytes >= WorthCollecting)
            GC.Collect(); // left to itself, the collector lets several factors pile up that nobody uses
    }

    private static bool Holds(string path, int layer) => File.Exists(path) && SecondMomentFile.Layers(path).Contains(layer);

    private Tensor Project(int layer, double threshold)
    {
        var hash = model.Architecture.Hidden < SmallestKept ? null : hashes.GetOrAdd(layer, _ => Hash(layer, Find(layer)));
        var projector = hash is null ? null : NullSpaceCache.Read(CachePath(model, layer), hash, threshold);
        if (projector is null)
        {
            projector = SpectralSplit.Below(Moments(layer), threshold, inPlace: true).Projector.ToTensor();
            if (hash is not null)
                Keep(layer, path => NullSpaceCache.Write(path, hash, threshold, projector));
        }

        var size = model.Architecture.Hidden;
        if (Enumerable.Range(0, size).Sum(i => projector.Values[(i * size) + i]) < 0.5f) // the trace is the rank
            warnings.Enqueue($"No direction of the keys of layer {layer} is free, because no eigenvalue of their second moments is below {threshold}: nothing is written there. Raise nullSpaceThreshold.");
        return projector;
    }

    private Cholesky Load(int layer)
    {
        var place = Find(layer);
        var (hash, kept) = (default(string), default((Cholesky Factor, double Shrinkage, string Hash)?));
        if (model.Architecture.Hidden >= SmallestKept)
        {
            Threads.Share(2, part => // both take a good part of a second
            {
                if (part == 0)
                    hash = hashes.GetOrAdd(layer, _ => Hash(layer, place));
                else
                    kept = FactorCache.Read(CachePath(model, layer), model.Architecture.Hidden);
            });
        }

        var isKept = kept is not null && kept.Value.Hash == hash;
        var (factor, shrinkage) = isKept ? (kept!.Value.Factor, kept.Value.Shrinkage) : Compute(layer, place);
        if (hash is not null && !isKept)
            Keep(layer, path => FactorCache.Write(path, hash, factor, shrinkage));
        var warning = $"The second moments of layer {layer} in {place} are rank-deficient: they were shrunk by {shrinkage:0.#e0} towards their mean. Collect them over more tokens with \"emend stats --layers {layer}\".";
        if (shrinkage > 0 && !warnings.Contains(warning))
            warnings.Enqueue(warning);
        return factor;
    }

    /// <summary>Writes to the cache what can be computed again; a cache that cannot be written costs time, never an edit.</summary>
    private void Keep(int layer, Action<string> write)
    {
        var path = CachePath(model, layer);
        try
        {
            write(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Exchange(ref unkeptTold, 1) == 0)
                warnings.Enqueue($"What was computed of the second moments cannot be kept in {Path.GetDirectoryName(path)}, and takes its time again next time: {error.Message}");
        }
    }

    /// <summary>What tells a layer's moments from others.</summary>
    private string Hash(int layer, string place) =>
        unkept.TryGetValue(layer, out var moments) ? MomentsHash.Of(moments) : SecondMomentFile.Hash(place, layer);

    /// <summary>The factor of C, or of the least shrunk C that is positive definite.</summary>
    private (Cholesky Factor, double Shrinkage) Compute(int layer, string place)
    {
        if (Factored(Moments(layer)) is { } whole)
            return (whole, 0);
        for (var shrinkage = LeastShrinkage; shrinkage <= MostShrinkage; shrinkage *= 10)
        {
            if (Factored(Shrunk(Moments(layer), shrinkage)) is { } shrunk)
                return (shrunk, shrinkage);
        }

        throw new InvalidDataException($"The second moments of layer {layer} in {place} are not positive definite: collect them over more tokens with \"emend stats --layers {layer}\".");
    }

    /// <summary>C [hidden, hidden], to be used up.</summary>
    private Matrix Moments(int layer)
    {
        var place = Find(layer);
        var moments = unkept.TryGetValue(layer, out var collected) ? collected.Copy() : SecondMomentFile.Read(place, layer)!;
        return moments.Rows == model.Architecture.Hidden && moments.Columns == moments.Rows ? moments : throw OfAnother(layer, place);
    }

    /// <summary>The file that holds a layer's moments, or would hold them if it could be written; they are collected if there is none.</summary>
    private string Find(int layer)
    {
        if (Place(layer) is { } place)
            return (SecondMomentFile.ModelHash(place) ?? model.Hash) == model.Hash ? place : throw OfAnother(layer, place);
        var cached = CachePath(model, layer);
        if (unkept.ContainsKey(layer))
            return cached;
        if (file is not null)
            throw new FileNotFoundException($"There are no second moments of layer {layer} in {file}: collect them with \"emend stats --layers {layer}\".", file);
        if (!StatisticsText.IsKnownFor(model))
            throw new FileNotFoundException($"There are no second moments of layer {layer} of {model.Name} in {Path.Combine(model.Folder, FileName)} or {cached}: collect them with \"emend stats --layers {layer} --text FILE\", or choose a method that needs none, such as rome with \"--set secondMoments=false\".");
        // the model at hand may be an edited one; its keys are the same but for the edits, and the cache is the original's
        var original = LanguageModel.Load(model.Folder);
        var collected = SecondMomentCollector.Collect(original, [layer], StatisticsText.KnownFor(original), TokensCollected)[layer];
        Keep(layer, path => SecondMomentFile.Write(path, new Dictionary<int, Matrix> { [layer] = collected.Mean() }, collected.Count, original.Hash));
        if (!Holds(cached, layer))
            unkept[layer] = collected.Mean();
        return cached;
    }

    private InvalidDataException OfAnother(int layer, string place) =>
        new($"The second moments of layer {layer} in {place} belong to another model than {model.Name}: remove the file, or collect anew with \"emend stats --layers {layer}\".");

    /// <summary>The file that holds a layer's moments; null if none does.</summary>
    private string? Place(int layer) => file is not null
        ? Holds(file, layer) ? file : null
        : new[] { Path.Combine(model.Folder, FileName), CachePath(model, layer) }.FirstOrDefault(path => Holds(path, layer));

    /// <summary>The factor, or null where rounding alone makes the matrix definite, if anything does.</summary>
    private static Cholesky? Factored(Matrix moments)
    {
        try
        {
            var factor = Cholesky.Factor(moments, inPlace: true);
            var pivots = Enumerable.Range(0, factor.Size).Select(i => factor.Lower[i, i]).ToArray();
            return factor.Size == 0 || Math.Pow(pivots.Min() / pivots.Max(), 2) > LeastPivot ? factor : null;
        }
        catch (NotPositiveDefiniteException)
        {
            return null;
        }
    }

    /// <summary>(1 − α) C + α μ I, where μ is the mean of the diagonal (Ledoit and Wolf 2004).</summary>
    private static Matrix Shrunk(Matrix moments, double shrinkage)
    {
        var mean = Enumerable.Range(0, moments.Rows).Sum(i => moments[i, i]) / moments.Rows;
        foreach (ref var value in moments.Values)
            value *= 1 - shrinkage;
        for (var i = 0; i < moments.Rows; i++)
            moments[i, i] += shrinkage * mean;
        return moments;
    }
}
