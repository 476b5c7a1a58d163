using Emend.Editing.Solving;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Editing.Solving;

public sealed class KeySolverTests
{
    [Fact]
    public void Dual_EqualsPrimal() =>
        Prop.ForAll(Problems(), problem =>
        {
            var dual = KeySolver.Dual(problem.Moments, problem.Keys, problem.Lambda, problem.Last);
            var primal = KeySolver.Primal(problem.Moments, problem.Keys, problem.Lambda, problem.Last);
            return Difference(dual.AdjustedKeys, primal.AdjustedKeys) < 1e-8;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Solve_MapsTheKeysToTheResiduals_AsLambdaGoesTo0() =>
        Prop.ForAll(Problems(), problem =>
        {
            // Δ K = R, so A K = I where all keys have a residual and λ = 0
            var some = Matrix.From(problem.Keys.Values[..(Math.Min(3, problem.Keys.Rows) * problem.Keys.Columns)], Math.Min(3, problem.Keys.Rows), problem.Keys.Columns);
            var adjusted = KeySolver.Solve(problem.Moments, some, 0).AdjustedKeys;
            return Difference(adjusted.Multiply(some, transposeRight: true), Matrix.Identity(some.Rows)) < 1e-8;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Solve_IsRomesUpdate_ForOneKeyAndNoLambda()
    {
        var random = new Random(3);
        var (moments, key) = (Moments(random, 12), Random(random, 1, 12));
        var whitened = moments.SolveRows(key); // C⁻¹k
        var scale = key.Multiply(whitened, transposeRight: true)[0, 0];
        var adjusted = KeySolver.Solve(moments, key, 0).AdjustedKeys;
        for (var i = 0; i < 12; i++)
            adjusted[0, i].ShouldBe(whitened[0, i] / scale, 1e-12); // (C⁻¹k)ᵀ / kᵀC⁻¹k, Meng et al. 2022, eq. 2
    }

    [Fact]
    public void Solve_SharesAResidual_AmongEqualKeys()
    {
        var random = new Random(4);
        var (moments, key) = (Moments(random, 10), Random(random, 1, 10));
        var twice = Matrix.From([.. key.Values, .. key.Values], 2, 10);
        var adjusted = KeySolver.Solve(moments, twice, 0.5).AdjustedKeys;
        for (var i = 0; i < 10; i++)
            adjusted[0, i].ShouldBe(adjusted[1, i], 1e-12);
        Should.Throw<ArithmeticException>(() => KeySolver.Solve(moments, twice, 0)).Message.ShouldContain("λ");
    }

    /// <summary>Golden: adj_k = solve(λC + KKᵀ, K) in float64 by kmeng01/memit; K and C are the stored ones.</summary>
    [Theory]
    [InlineData("gpt2", "memit", "b12", 3.0)]
    [InlineData("gpt2", "memit_3layers", "b4", 30.0)]
    [InlineData("llama", "memit", "b12", 1.0)]
    [InlineData("gpt2", "emmet", "b12", 0.3)] // EMMET is MEMIT with λ = mom2_update_weight · emmet_lambda
    public void Solve_AgreesWithTheReference(string fixture, string file, string batch, double lambda)
    {
        var golden = new GoldenEdits(fixture, file);
        var moments = SafetensorsFile.Open(golden.StatisticsFile);
        foreach (var entry in golden.Tensors.Entries.Where(entry => entry.Name.StartsWith(batch + ".layer", StringComparison.Ordinal) && entry.Name.EndsWith(".adj_k", StringComparison.Ordinal)))
        {
            var layer = entry.Name.Split("layer")[1].Split('.')[0];
            var factor = Cholesky.Factor(Matrix.From(moments.Tensor("mom2." + layer)));
            var keys = Transposed(Matrix.From(golden.Tensors.Tensor($"{batch}.layer{layer}.K")));
            var expected = Transposed(Matrix.From(golden.Tensors.Doubles(entry.Name), entry.Shape[0], entry.Shape[1]));
            Difference(KeySolver.Dual(factor, keys, lambda, keys.Rows).AdjustedKeys, expected).ShouldBeLessThan(1e-9, entry.Name);
            Difference(KeySolver.Primal(factor, keys, lambda, keys.Rows).AdjustedKeys, expected).ShouldBeLessThan(1e-9, entry.Name);
        }
    }

    [Fact]
    public void Estimate_IsTheRatioOfTheEigenvalues()
    {
        var matrix = new Matrix(4, 4);
        for (var i = 0; i < 4; i++)
            matrix[i, i] = Math.Pow(10, i);
        ConditionNumber.Estimate(matrix, Cholesky.Factor(matrix)).ShouldBe(1000, 10);
    }

    private static Arbitrary<Problem> Problems() => Arb.From(
        from seed in Gen.Choose(0, 1 << 20)
        from hidden in Gen.Choose(3, 12)
        from count in Gen.Choose(1, 20)
        from last in Gen.Choose(1, count)
        from lambda in Gen.Choose(1, 1000)
        from identity in Gen.Elements(true, false)
        select Problem.Of(seed, hidden, count, last, lambda / 100.0, identity));

    private static Cholesky Moments(Random random, int hidden)
    {
        var moments = Matrix.Identity(hidden);
        moments.AddSymmetricProduct(Random(random, hidden, hidden), transposeLeft: true);
        return Cholesky.Factor(moments);
    }

    private static Matrix Random(Random random, int rows, int columns) =>
        Matrix.From([.. Enumerable.Range(0, rows * columns).Select(_ => (random.NextDouble() * 2) - 1)], rows, columns);

    private static Matrix Transposed(Matrix matrix) => Matrix.Identity(matrix.Columns).Multiply(matrix, transposeRight: true);

    private static double Difference(Matrix left, Matrix right)
    {
        (left.Rows, left.Columns).ShouldBe((right.Rows, right.Columns));
        double squares = 0, all = 0;
        for (var i = 0; i < left.Values.Length; i++)
        {
            squares += Math.Pow(left.Values[i] - right.Values[i], 2);
            all += Math.Pow(right.Values[i], 2);
        }

        return Math.Sqrt(squares / all);
    }

    private sealed record Problem(Cholesky? Moments, Matrix Keys, double Lambda, int Last)
    {
        public static Problem Of(int seed, int hidden, int count, int last, double lambda, bool identity)
        {
            var random = new Random(seed);
            return new Problem(identity ? null : KeySolverTests.Moments(random, hidden), Random(random, count, hidden), lambda, last);
        }
    }
}
