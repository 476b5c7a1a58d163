using System.Collections.Concurrent;
using Emend.Editing.Solving;
using Emend.Files;
using Emend.Tensors;
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
    private const long TokensCollected = 100_000; // more than 100 for each of a small model's keys' elements

    private readonly LanguageModel model;
    private readonly string? file;
    private readonly ConcurrentDictionary<int, Cholesky> factors = new();
    private readonly ConcurrentDictionary<int, SingleLu> singles = new();
    private readonly ConcurrentDictionary<(int Layer, double Threshold), Tensor> nullSpaces = new();
    private readonly ConcurrentQueue<string> warnings = new();

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
    public bool Has(int layer) => factors.ContainsKey(layer)
        || (file is not null ? Holds(file, layer) : Holds(Path.Combine(model.Folder, FileName), layer) || Holds(CachePath(model, layer), layer));

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
            return Tensor.From(singles.GetOrAdd(layer, _ => SingleLu.Factor(Moments(layer).Matrix)).Solve(key.Values), key.Shape);
        var solved = Factor(layer).Solve(Array.ConvertAll(key.ToArray(), value => (double)value));
        return Tensor.From(Array.ConvertAll(solved, value => (float)value), key.Shape);
    }

    /// <summary>The Cholesky factor of a layer's C.</summary>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model or are not positive definite.</exception>
    public Cholesky Factor(int layer) => factors.GetOrAdd(layer, Load);

    /// <summary>
    /// The projector onto the directions in which a layer's keys hardly ever lie: the eigenvectors of C below a threshold. Of large
    /// models it is kept in the cache.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="threshold">The threshold, in the unit of C.</param>
    /// <returns>P [hidden, hidden].</returns>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model.</exception>
    public Tensor NullSpace(int layer, double threshold) =>
        nullSpaces.GetOrAdd((layer, threshold), _ => NullSpaceCache.Projector(Moments(layer).Matrix, threshold, CachePath(model, layer)));

    private static bool Holds(string path, int layer) => File.Exists(path) && SecondMomentFile.Layers(path).Contains(layer);

    private Cholesky Load(int layer)
    {
        var (moments, place) = Moments(layer);
        if (Factored(moments) is { } factor)
            return factor;
        for (var shrinkage = LeastShrinkage; shrinkage <= MostShrinkage; shrinkage *= 10)
        {
            moments = Shrunk(Moments(layer).Matrix, shrinkage);
            if (Factored(moments) is not { } shrunk)
                continue;
            warnings.Enqueue($"The second moments of layer {layer} in {place} are rank-deficient: they were shrunk by {shrinkage:0.#e0} towards their mean. Collect them over more tokens with \"emend stats --layers {layer}\".");
            return shrunk;
        }

        throw new InvalidDataException($"The second moments of layer {layer} in {place} are not positive definite: collect them over more tokens with \"emend stats --layers {layer}\".");
    }

    /// <summary>C [hidden, hidden] and where it was found.</summary>
    private (Matrix Matrix, string Place) Moments(int layer)
    {
        if (file is not null)
            return Read(file, layer) is { } given ? (given, file) : throw new FileNotFoundException($"There are no second moments of layer {layer} in {file}: collect them with \"emend stats --layers {layer}\".", file);
        var beside = Path.Combine(model.Folder, FileName);
        if (Read(beside, layer) is { } shipped)
            return (shipped, beside);
        var cached = CachePath(model, layer);
        if (Read(cached, layer) is { } known)
            return (known, cached);
        if (!StatisticsText.IsKnownFor(model))
            throw new FileNotFoundException($"There are no second moments of layer {layer} of {model.Name} in {beside} or {cached}: collect them with \"emend stats --layers {layer} --text FILE\", or choose a method that needs none, such as rome with \"--set secondMoments=false\".");
        // the model at hand may be an edited one; its keys are the same but for the edits, and the cache is the original's
        var original = LanguageModel.Load(model.Folder);
        var collected = SecondMomentCollector.Collect(original, [layer], StatisticsText.KnownFor(original), TokensCollected)[layer];
        Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
        SecondMomentFile.Write(cached, new Dictionary<int, Matrix> { [layer] = collected.Mean() }, collected.Count, original.Hash);
        return (collected.Mean(), cached);
    }

    private Matrix? Read(string place, int layer)
    {
        if (!File.Exists(place) || SecondMomentFile.Read(place, layer) is not { } moments)
            return null;
        var hidden = model.Architecture.Hidden;
        var fits = moments.Rows == hidden && moments.Columns == hidden && (SecondMomentFile.ModelHash(place) ?? model.Hash) == model.Hash;
        return fits
            ? moments
            : throw new InvalidDataException($"The second moments of layer {layer} in {place} belong to another model than {model.Name}: remove the file, or collect anew with \"emend stats --layers {layer}\".");
    }

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
