using Emend.Editing.Solving;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Tests.Editing.Solving;

public class SingleSolverTests
{
    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(4, 100.0)]
    [InlineData(60, 1.0)] // more keys than elements
    public void Solve_GivesWhatTheDoubleSolverGives_ButForRounding(int count, double lambda)
    {
        const int Hidden = 48, Last = 3;
        var (projector, keys) = Problem(Hidden, count);

        var single = SingleSolver.Solve(projector, keys, lambda, Last);

        var projected = Matrix.From(keys.MatMul(projector));
        var exact = KeySolver.Primal(null, projected, lambda, Last); // a system as large as a key, as here
        var largestEigenvalue = SymmetricEigen.ValuesOf(projected.Multiply(projected, transposeLeft: true))[^1];
        single.Condition.ShouldBe((largestEigenvalue + lambda) / lambda, 0.03 * single.Condition); // power iteration gives it within a few per cent
        exact.Condition.ShouldBe(single.Condition, 0.04 * single.Condition);
        var largest = exact.AdjustedKeys.Values.ToArray().Max(Math.Abs);
        for (var i = 0; i < single.AdjustedKeys.Values.Length; i++)
            single.AdjustedKeys.Values[i].ShouldBe(exact.AdjustedKeys.Values[i], 1e-4 * largest);
    }

    /// <summary>A projector onto half of the directions [hidden, hidden], and keys [count, hidden].</summary>
    private static (Tensor Projector, Tensor Keys) Problem(int hidden, int count)
    {
        var random = new Random(7);
        var spread = new Matrix(hidden, hidden);
        foreach (ref var value in spread.Values)
            value = random.NextDouble() - 0.5;
        var moments = Matrix.Identity(hidden);
        moments.AddSymmetricProduct(spread, transposeLeft: true);
        var eigenvalues = SymmetricEigen.ValuesOf(moments);
        var projector = SpectralSplit.Below(moments, (eigenvalues[(hidden / 2) - 1] + eigenvalues[hidden / 2]) / 2).Projector.ToTensor();
        return (projector, Tensor.From([.. Enumerable.Range(0, count * hidden).Select(_ => (float)((random.NextDouble() * 2) - 1))], [count, hidden]));
    }
}
