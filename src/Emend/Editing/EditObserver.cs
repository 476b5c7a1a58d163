using Emend.Tensors;

namespace Emend.Editing;

/// <summary>What a caller watches while an edit is computed: its progress and, on request, its intermediate values.</summary>
public sealed class EditObserver
{
    private readonly Dictionary<string, Tensor> values = new(StringComparer.Ordinal);

    /// <summary>Receives the progress.</summary>
    public IProgress<EditProgress>? Progress { get; init; }

    /// <summary>Whether intermediate values are collected.</summary>
    public bool CollectValues { get; init; }

    /// <summary>The collected values by name, for example <c>0.key</c> [hidden] or <c>0.loss</c> [steps, 4].</summary>
    public IReadOnlyDictionary<string, Tensor> Values => values;

    /// <summary>Collects a value, if the caller asked for values.</summary>
    internal void Collect(string name, Func<Tensor> value)
    {
        if (CollectValues)
            values[name] = value();
    }
}

/// <summary>How far an edit has come.</summary>
/// <param name="Phase">What is being done, as a person would say it: <c>searching the value</c>.</param>
/// <param name="Done">The steps done.</param>
/// <param name="Total">All steps of the phase.</param>
public readonly record struct EditProgress(string Phase, int Done, int Total);
