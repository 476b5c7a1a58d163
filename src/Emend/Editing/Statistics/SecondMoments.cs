using System.Collections.Concurrent;
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

    private const long TokensCollected = 100_000; // more than 100 for each of a small model's keys' elements

    private readonly LanguageModel model;
    private readonly string? file;
    private readonly ConcurrentDictionary<int, Cholesky> factors = new();

    /// <summary>The second moments of a model.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="file">A file that holds them; null to look beside the model and in the cache.</param>
    public SecondMoments(LanguageModel model, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.file = file;
    }

    /// <summary>Where the user's cache keeps a layer's second moments of a model.</summary>
    public static string CachePath(LanguageModel model, int layer)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.Combine(UserFolders.Cache, "second-moments", model.Hash, $"layer-{layer}.safetensors");
    }

    /// <summary>C⁻¹k.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="key">k [hidden].</param>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model or are not positive definite.</exception>
    public Tensor Whiten(int layer, Tensor key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var solved = Factor(layer).Solve(Array.ConvertAll(key.ToArray(), value => (double)value));
        return Tensor.From(Array.ConvertAll(solved, value => (float)value), key.Shape);
    }

    /// <summary>The Cholesky factor of a layer's C.</summary>
    /// <exception cref="FileNotFoundException">The second moments of the layer are nowhere; the message says how to collect them.</exception>
    /// <exception cref="InvalidDataException">They do not fit the model or are not positive definite.</exception>
    public Cholesky Factor(int layer) => factors.GetOrAdd(layer, Load);

    private Cholesky Load(int layer)
    {
        if (file is not null)
            return Read(file, layer) ?? throw new FileNotFoundException($"There are no second moments of layer {layer} in {file}: collect them with \"emend stats --layers {layer}\".", file);
        var beside = Path.Combine(model.Folder, FileName);
        if (Read(beside, layer) is { } shipped)
            return shipped;
        var cached = CachePath(model, layer);
        if (Read(cached, layer) is { } known)
            return known;
        if (!StatisticsText.IsKnownFor(model))
            throw new FileNotFoundException($"There are no second moments of layer {layer} of {model.Name} in {beside} or {cached}: collect them with \"emend stats --layers {layer} --text FILE\", or edit without them with \"--set secondMoments=false\".");
        // the model at hand may be an edited one; its keys are the same but for the edits, and the cache is the original's
        var original = LanguageModel.Load(model.Folder);
        var collected = SecondMomentCollector.Collect(original, [layer], StatisticsText.KnownFor(original), TokensCollected)[layer];
        Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
        SecondMomentFile.Write(cached, new Dictionary<int, Matrix> { [layer] = collected.Mean() }, collected.Count, original.Hash);
        return Factor(collected.Mean(), layer, cached);
    }

    private Cholesky? Read(string place, int layer)
    {
        if (!File.Exists(place) || SecondMomentFile.Read(place, layer) is not { } moments)
            return null;
        var hidden = model.Architecture.Hidden;
        var fits = moments.Rows == hidden && moments.Columns == hidden && (SecondMomentFile.ModelHash(place) ?? model.Hash) == model.Hash;
        return fits
            ? Factor(moments, layer, place)
            : throw new InvalidDataException($"The second moments of layer {layer} in {place} belong to another model than {model.Name}: remove the file, or collect anew with \"emend stats --layers {layer}\".");
    }

    private static Cholesky Factor(Matrix moments, int layer, string place)
    {
        try
        {
            return Cholesky.Factor(moments, inPlace: true);
        }
        catch (NotPositiveDefiniteException error)
        {
            throw new InvalidDataException($"The second moments of layer {layer} in {place} are not positive definite: collect them over more tokens with \"emend stats --layers {layer}\".", error);
        }
    }
}
