using System.Collections.Concurrent;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Evaluation.Runs;

/// <summary>Measures how far weights have moved from those of the unedited model.</summary>
internal sealed class WeightDrift(LanguageModel original)
{
    private readonly ConcurrentDictionary<string, double> norms = new(StringComparer.Ordinal);

    /// <summary>The weights that a state's edits have changed.</summary>
    /// <param name="state">The model now.</param>
    /// <param name="edit">The last edit; null if it failed.</param>
    /// <param name="moved">The names of all weights changed so far, in order.</param>
    public IReadOnlyList<ChangedWeight> Of(LanguageModel state, Edit? edit, IEnumerable<string> moved)
    {
        using var pause = Gradients.Off();
        return [.. moved.Select(name => Of(state, edit?[name], name))];
    }

    private ChangedWeight Of(LanguageModel state, WeightDelta? delta, string name)
    {
        using var workspace = Workspace.Begin();
        var (before, now) = (original.Weight(name).Detach().ToFloat32(), state.Weight(name).Detach().ToFloat32());
        var norm = norms.GetOrAdd(name, _ => before.Norm().Item());
        return new ChangedWeight(name, delta?.Norm ?? 0, now.Norm().Item(), now.Subtract(before).Norm().Item() / norm);
    }
}
