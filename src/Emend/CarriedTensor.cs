using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend;

/// <summary>What an edit hands on to later edits of the same method, kept with it: it goes when the edit is taken back.</summary>
/// <param name="Name">The method, what it is and where, for example <c>alphaedit.keys.5</c>.</param>
/// <param name="Value">The values, float32.</param>
/// <param name="Kind">How the values of several edits go together.</param>
public sealed record CarriedTensor(string Name, Tensor Value, CarriedKind Kind)
{
    private const int MostRowsBeyond = 128;

    /// <summary>The carried tensors of several edits in their order, as one edit with the effect of all carries them.</summary>
    /// <exception cref="InvalidDataException">Rows of the same name have different lengths: the edits were made for different models.</exception>
    internal static IReadOnlyList<CarriedTensor> Merge(IEnumerable<CarriedTensor> carried)
    {
        var merged = new Dictionary<string, CarriedTensor>(StringComparer.Ordinal);
        foreach (var next in carried)
            merged[next.Name] = merged.TryGetValue(next.Name, out var earlier) && next.Kind == CarriedKind.Rows ? earlier.Append(next) : next;
        return [.. merged.Values];
    }

    private CarriedTensor Append(CarriedTensor next)
    {
        var columns = Value.Shape.Columns;
        if (next.Value.Shape.Columns != columns)
            throw new InvalidDataException($"Two edits carry {Quoted.Text(Name)} with rows of {columns} and {next.Value.Shape.Columns} values: they were made for different models.");
        var rows = RowOperations.ConcatRows(Value, next.Value);
        return next with { Value = rows.Shape[0] > columns + MostRowsBeyond ? Condensed(rows) : rows };
    }

    /// <summary>As many rows as columns with the same KᵀK: the factor of that matrix. It keeps long sequences of edits flat in memory and time.</summary>
    private static Tensor Condensed(Tensor rows)
    {
        var keys = Matrix.From(rows);
        var moment = new Matrix(keys.Columns, keys.Columns);
        moment.AddSymmetricProduct(keys, transposeLeft: true);
        var trace = 0.0;
        for (var i = 0; i < moment.Rows; i++)
            trace += moment[i, i];
        // keys may lie in a plane; the ridge is far below the rounding of float32
        return Cholesky.Factor(moment, ridge: 1e-10 * trace / moment.Rows, inPlace: true).Lower.ToTensor().Transpose();
    }
}

/// <summary>How carried tensors of several edits go together.</summary>
public enum CarriedKind
{
    /// <summary>
    /// Rows K [count, columns], to which a later edit's are added. They are read through KᵀK alone: where they become many more than
    /// their columns, as many rows as columns stand for them.
    /// </summary>
    Rows,

    /// <summary>A state, in whose place a later edit's stands.</summary>
    State,
}
