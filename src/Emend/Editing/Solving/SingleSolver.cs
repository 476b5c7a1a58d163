using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.Solving;

/// <summary>
/// AlphaEdit's equation as its released code solves it: a system as large as a key, not symmetric, by elimination in float32.
/// <see cref="KeySolver"/> gives the same but for the rounding, from a smaller system.
/// </summary>
internal static class SingleSolver
{
    /// <summary>Solves (P(K_pK_pᵀ + KKᵀ) + λI) Aᵀ = PK for the adjusted keys (jianghoucheng/AlphaEdit, AlphaEdit_main.py).</summary>
    /// <param name="projector">P [hidden, hidden].</param>
    /// <param name="keys">K_p and K, one key in each row [keys, hidden].</param>
    /// <param name="lambda">λ, above 0.</param>
    /// <param name="last">How many of the keys have a residual: the last ones.</param>
    /// <returns>A [last, hidden], and the condition number of this system, whose smallest eigenvalue is λ where there are fewer keys than a key has elements.</returns>
    /// <exception cref="SingularMatrixException">Rounding to float32 left the system without a solution.</exception>
    public static KeySolution Solve(Tensor projector, Tensor keys, double lambda, int last)
    {
        var system = Matrix.From(projector.MatMul(keys.MatMul(keys, transposeLeft: true))); // [hidden, hidden], products in float32
        for (var i = 0; i < system.Rows; i++)
            system[i, i] += lambda;
        var factor = SingleLu.Factor(system);
        var right = keys.Rows(keys.Shape[0] - last, last).MatMul(projector);                // PK in rows [last, hidden]
        var adjusted = new Matrix(last, system.Rows);
        for (var i = 0; i < last; i++)
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(factor.Solve(right.Rows(i, 1).Values), adjusted.Row(i));
        return new KeySolution(adjusted, ConditionNumber.Estimate(system, vector => Solve(factor, vector)));
    }

    private static Matrix Solve(SingleLu factor, Matrix vector)
    {
        var right = new float[vector.Rows];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<double, float>(vector.Values, right);
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(factor.Solve(right), vector.Values);
        return vector;
    }
}
