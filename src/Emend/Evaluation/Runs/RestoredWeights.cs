using System.Collections.Concurrent;
using Emend.Models;
using Emend.Tensors;

namespace Emend.Evaluation.Runs;

/// <summary>Holds the unedited model to its word: after every case, the weights that the edit changed are hashed again.</summary>
internal sealed class RestoredWeights
{
    private const long HashedAtOnce = 1L << 30;

    private readonly LanguageModel model;
    private readonly ConcurrentDictionary<string, string> hashes = new(StringComparer.Ordinal);

    /// <summary>Hashes the weights, all of a small model; those of a large one when they are first changed.</summary>
    public RestoredWeights(LanguageModel model)
    {
        this.model = model;
        if (model.WeightNames.Select(model.Weight).Sum(weight => weight.Count * weight.Type.Size()) > HashedAtOnce)
            return;
        foreach (var name in model.WeightNames)
            hashes[name] = WeightHash.Of(model.Weight(name));
    }

    /// <summary>Makes sure that the weights which an edit changed are in the unedited model as they were, bit for bit.</summary>
    /// <exception cref="InvalidOperationException">One is not.</exception>
    public void Check(Edit edit)
    {
        foreach (var delta in edit.Deltas)
        {
            var now = WeightHash.Of(model.Weight(delta.Weight));
            if (hashes.GetOrAdd(delta.Weight, now) != now)
                throw new InvalidOperationException($"The method {edit.Record.Method} changed {delta.Weight} of the model itself: the run can not go on.");
        }
    }
}
