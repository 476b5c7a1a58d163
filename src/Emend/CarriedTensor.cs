using Emend.Files;
using Emend.Tensors;

namespace Emend;

/// <summary>What an edit hands on to later edits of the same method, kept with it: it goes when the edit is taken back.</summary>
/// <param name="Name">The method, what it is and where, for example <c>alphaedit.keys.5</c>.</param>
/// <param name="Value">The values, float32.</param>
/// <param name="Kind">How the values of several edits go together.</param>
public sealed record CarriedTensor(string Name, Tensor Value, CarriedKind Kind)
{
    /// <summary>The carried tensors of several edits in their order, as one edit with the effect of all carries them.</summary>
    /// <exception cref="InvalidDataException">Rows of the same name have different lengths: the edits were made for different models.</exception>
    internal static IReadOnlyList<CarriedTensor> Merge(IEnumerable<CarriedTensor> carried)
    {
        var merged = new Dictionary<string, CarriedTensor>(StringComparer.Ordinal);
        foreach (var next in carried)
            merged[next.Name] = merged.TryGetValue(next.Name, out var earlier) && next.Kind == CarriedKind.Rows ? earlier.Append(next) : next;
        return [.. merged.Values];
    }

    private CarriedTensor Append(CarriedTensor next) => next.Value.Shape.Columns == Value.Shape.Columns
        ? next with { Value = Emend.Tensors.Operations.RowOperations.ConcatRows(Value, next.Value) }
        : throw new InvalidDataException($"Two edits carry {Quoted.Text(Name)} with rows of {Value.Shape.Columns} and {next.Value.Shape.Columns} values: they were made for different models.");
}

/// <summary>How carried tensors of several edits go together.</summary>
public enum CarriedKind
{
    /// <summary>Rows [count, columns], to which a later edit's are added.</summary>
    Rows,

    /// <summary>A state, in whose place a later edit's stands.</summary>
    State,
}
