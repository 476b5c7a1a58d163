using System.Collections.Concurrent;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>
/// The second moments C = E[k kᵀ] of a model's keys, by layer, as factors ready to solve with. They are looked for in the
/// file given, beside the model, and in the user's cache by the model's hash.
/// </summary>
public sealed class SecondMoments
{
    /// <summary>What the file beside a model is called.</summary>
    public const string FileName = "second-moments.safetensors";

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
        string[] places = file is not null ? [file] : [Path.Combine(model.Folder, FileName)];
        var hidden = model.Architecture.Hidden;
        foreach (var place in places.Where(File.Exists))
        {
            if (SecondMomentFile.Read(place, layer) is not { } moments)
                continue;
            if (moments.Rows != hidden || moments.Columns != hidden)
                throw new InvalidDataException($"The second moments of layer {layer} in {place} are {moments}, but the keys of {model.Name} have {hidden} elements: they belong to another model.");
            try
            {
                return Cholesky.Factor(moments, inPlace: true);
            }
            catch (NotPositiveDefiniteException error)
            {
                throw new InvalidDataException($"The second moments of layer {layer} in {place} are not positive definite: collect them over more tokens with \"emend stats --layers {layer}\".", error);
            }
        }

        throw new FileNotFoundException($"There are no second moments of layer {layer} of {model.Name} in {string.Join(" or ", places)}: collect them with \"emend stats --layers {layer}\", or edit without them with \"--set secondMoments=false\".");
    }
}
