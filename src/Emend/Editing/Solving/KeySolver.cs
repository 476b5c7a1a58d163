using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Solving;

/// <summary>
/// The one equation of the closed-form methods. A weight is a memory from keys to values; of all changes that add the
/// residuals R at the keys K, the one that costs the least at the other keys, whose second moment is C, is
/// Δ(λ) = R (λI + S)⁻¹ KᵀC⁻¹ with S = KᵀC⁻¹K (Meng et al. 2023, MEMIT, eq. 14, by the identity of Woodbury).
/// </summary>
/// <remarks>
/// MEMIT takes it with λ as it stands, EMMET with a smaller one, R-ROME with one key and λ = 0, AlphaEdit with C made of
/// the keys to protect. Keys and residuals stand in rows here; everything is float64.
/// </remarks>
internal static class KeySolver
{
    private const double WorstCondition = 1e14; // beyond it not a digit of the solution is left

    /// <summary>Solves for the adjusted keys, in whichever of the two forms is smaller.</summary>
    /// <param name="moments">The factor of C [hidden, hidden]; null for C = I.</param>
    /// <param name="keys">K, one key in each row [keys, hidden].</param>
    /// <param name="lambda">λ, at least 0.</param>
    /// <param name="last">How many of the keys have a residual: the last ones, the others shall keep their values; null for all.</param>
    /// <exception cref="ArithmeticException">The keys depend on each other and λ is too small to tell them apart.</exception>
    public static KeySolution Solve(Cholesky? moments, Matrix keys, double lambda, int? last = null) =>
        keys.Rows <= keys.Columns ? Dual(moments, keys, lambda, last ?? keys.Rows) : Primal(moments, keys, lambda, last ?? keys.Rows);

    /// <summary>(λI + S)⁻¹ KᵀC⁻¹ by a system as large as there are keys.</summary>
    public static KeySolution Dual(Cholesky? moments, Matrix keys, double lambda, int last)
    {
        var whitened = moments?.SolveRows(keys) ?? keys;                            // C⁻¹K in rows [keys, hidden]
        var system = keys.Multiply(whitened, transposeRight: true);                 // S [keys, keys]
        AddToDiagonal(system, lambda);
        var factor = Factor(system, lambda);
        var condition = Condition(system, factor, lambda);
        if (last == keys.Rows)
            return new KeySolution(factor.Solve(whitened, inPlace: moments is not null), condition);
        var choice = new Matrix(keys.Rows, last);                                   // picks the keys that have a residual
        for (var i = 0; i < last; i++)
            choice[keys.Rows - last + i, i] = 1;
        return new KeySolution(factor.Solve(choice, inPlace: true).Multiply(whitened, transposeLeft: true), condition);
    }

    /// <summary>Kᵀ(λC + KKᵀ)⁻¹, which is the same, by a system as large as a key.</summary>
    public static KeySolution Primal(Cholesky? moments, Matrix keys, double lambda, int last)
    {
        var system = moments is null ? Matrix.Identity(keys.Columns) : moments.Lower.Multiply(moments.Lower, transposeRight: true); // C
        foreach (ref var value in system.Values)
            value *= lambda;
        system.AddSymmetricProduct(keys, transposeLeft: true);                      // λC + KKᵀ [hidden, hidden]
        var factor = Factor(system, lambda);
        var first = keys.Rows - last;
        var changed = Matrix.From(keys.Values[(first * keys.Columns)..], last, keys.Columns);
        return new KeySolution(factor.SolveRows(changed, inPlace: true), Condition(system, factor, lambda));
    }

    private static void AddToDiagonal(Matrix matrix, double value)
    {
        for (var i = 0; i < matrix.Rows; i++)
            matrix[i, i] += value;
    }

    private static Cholesky Factor(Matrix system, double lambda)
    {
        try
        {
            return Cholesky.Factor(system);
        }
        catch (NotPositiveDefiniteException error)
        {
            throw Dependent(lambda, error);
        }
    }

    private static double Condition(Matrix system, Cholesky factor, double lambda)
    {
        var condition = ConditionNumber.Estimate(system, factor);
        return condition < WorstCondition ? condition : throw Dependent(lambda, null);
    }

    private static ArithmeticException Dependent(double lambda, Exception? inner) => new(
        $"The keys of the requests depend on each other, and λ = {lambda} is too small to tell them apart: raise it, or leave out requests with the same subject.", inner);
}
