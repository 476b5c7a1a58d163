using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Tests.Kernels;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.LinearAlgebra;

[Collection(ThreadCount.Collection)]
public sealed class SymmetricEigenTests
{
    /// <summary>Spectra that are hard for one step or another of the algorithm.</summary>
    public static TheoryData<string> Spectra => ["random", "zero", "identity", "diagonal", "low rank", "two clusters", "graded", "ones", "Wilkinson", "blocks"];

    [Theory]
    [MemberData(nameof(Spectra))]
    public void Decompose_Is_As_Accurate_As_Float64_Allows(string spectrum)
    {
        foreach (var size in new[] { 1, 2, 3, 31, 32, 33, 64, 65, 100, 129, 200, 301 })
        {
            var matrix = Make(spectrum, size);
            Check(matrix, SymmetricEigen.Decompose(matrix), $"{spectrum} {size}");
        }
    }

    [Fact]
    public void Values_Equal_The_Oracle()
    {
        foreach (var size in new[] { 5, 40, 150 })
        {
            var matrix = Matrices.Symmetric(size, size);
            var expected = matrix.ToOracle().Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenValues.Select(x => x.Real).Order().ToArray();
            var eigen = SymmetricEigen.Decompose(matrix);
            var alone = SymmetricEigen.ValuesOf(matrix);
            for (var i = 0; i < size; i++)
            {
                eigen.Values[i].ShouldBe(expected[i], 1e-13 * size);
                alone[i].ShouldBe(expected[i], 1e-13 * size);
            }
        }
    }

    [Fact]
    public void Decompose_Holds_For_Any_Matrix() => Prop.ForAll(
        Gen.Choose(1, 70).SelectMany(size => Gen.Choose(-3, 3).Select(exponent => (size, exponent))).ToArbitrary(),
        Gen.Choose(0, 1 << 20).ToArbitrary(),
        (shape, seed) =>
        {
            // Elements of very different size: 10^0 to 10^(3·exponent).
            var matrix = Matrices.Symmetric(shape.size, seed);
            for (var i = 0; i < shape.size; i++)
            {
                for (var j = 0; j < shape.size; j++)
                    matrix[i, j] *= Math.Pow(10, shape.exponent * ((i + j) % 4));
            }

            Check(matrix, SymmetricEigen.Decompose(matrix), $"{shape}");
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e-290)]
    [InlineData(1e290)]
    [InlineData(1e-320)]
    public void Decompose_Holds_Near_The_Ends_Of_Float64(double scale)
    {
        var matrix = Matrices.Symmetric(40, 3);
        var expected = SymmetricEigen.ValuesOf(matrix);
        foreach (ref var value in matrix.Values) value *= scale;
        var eigen = SymmetricEigen.Decompose(matrix);
        for (var i = 0; i < 40; i++)
            (eigen.Values[i] / scale).ShouldBe(expected[i], scale < 1e-300 ? 0.1 : 1e-12);
    }

    [Fact]
    public void Decompose_Reads_The_Lower_Triangle_Only_And_Leaves_The_Matrix_Alone()
    {
        var matrix = Matrices.Symmetric(80, 1);
        var expected = SymmetricEigen.Decompose(matrix);
        for (var i = 0; i < 80; i++) matrix.Row(i)[(i + 1)..].Fill(double.NaN);
        var before = matrix.Values.ToArray();
        var eigen = SymmetricEigen.Decompose(matrix);
        eigen.Vectors.Values.SequenceEqual(expected.Vectors.Values).ShouldBeTrue();
        matrix.Values.ToArray().ShouldBe(before);
        SymmetricEigen.Decompose(matrix, inPlace: true).Values.SequenceEqual(expected.Values).ShouldBeTrue();
    }

    [Fact]
    public void Decompose_Refuses_Bad_Input()
    {
        Should.Throw<ArgumentException>(() => SymmetricEigen.Decompose(new Matrix(2, 3))).Message.ShouldContain("square");
        var matrix = Matrix.Identity(3);
        matrix[2, 1] = double.NaN;
        Should.Throw<ArgumentException>(() => SymmetricEigen.Decompose(matrix)).Message.ShouldContain("element (2, 1) of matrix is NaN");
        SymmetricEigen.Decompose(new Matrix(0, 0)).Values.Length.ShouldBe(0);
        SymmetricEigen.ValuesOf(new Matrix(0, 0)).ShouldBeEmpty();
    }

    [Fact]
    public void Results_Do_Not_Depend_On_The_Number_Of_Threads()
    {
        var matrix = Matrices.Symmetric(500, 1);
        var results = new List<double[]>();
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var _ = new ThreadCount(threads);
            results.Add(SymmetricEigen.Decompose(matrix).Vectors.Values.ToArray());
        }

        foreach (var result in results)
            result.AsSpan().SequenceEqual(results[0]).ShouldBeTrue();
    }

    /// <summary>Residual, orthogonality and order; LAPACK's own tests allow 30 times size · epsilon.</summary>
    private static void Check(Matrix matrix, SymmetricEigen eigen, string what)
    {
        var size = matrix.Rows;
        var norm = Math.Max(Math.Abs(eigen.Values[0]), Math.Abs(eigen.Values[^1]));
        var tolerance = 4 * (size + 10) * Matrices.Epsilon;
        var scaled = eigen.Vectors.Copy();
        for (var i = 0; i < size; i++)
        {
            if (i > 0) eigen.Values[i].ShouldBeGreaterThanOrEqualTo(eigen.Values[i - 1], what);
            foreach (ref var value in scaled.Row(i)) value *= eigen.Values[i];
        }

        eigen.Vectors.Multiply(eigen.Vectors, transposeRight: true).DistanceTo(Matrix.Identity(size).ToOracle()).ShouldBeLessThan(tolerance, what);
        eigen.Vectors.Multiply(matrix).DistanceTo(scaled.ToOracle()).ShouldBeLessThanOrEqualTo(tolerance * norm, what);
    }

    private static Matrix Make(string spectrum, int size)
    {
        var values = new double[size];
        for (var i = 0; i < size; i++)
        {
            values[i] = spectrum switch
            {
                "low rank" => i < 3 ? i + 1 : 0,
                "two clusters" => i % 2 + 1e-14 * i,
                "graded" => Math.Pow(10, -15.0 * i / size),
                _ => 0,
            };
        }

        switch (spectrum)
        {
            case "random": return Matrices.Symmetric(size, size);
            case "zero": return new Matrix(size, size);
            case "identity": return Matrix.Identity(size);
            case "diagonal": return Tridiagonal(size, i => (i * 7 % 13) - 5, _ => 0);
            case "ones": return Tridiagonal(size, _ => 2, _ => -1);
            case "Wilkinson": return Tridiagonal(size, i => Math.Abs(i - (size - 1) / 2.0), _ => 1);
            case "blocks": return Tridiagonal(size, i => i % 5, i => i % 5 == 4 ? 0 : 1e-3);
        }

        var vectors = SymmetricEigen.Decompose(Matrices.Symmetric(size, 7)).Vectors;
        var scaled = vectors.Copy();
        for (var i = 0; i < size; i++)
        {
            foreach (ref var value in scaled.Row(i)) value *= values[i];
        }

        var product = vectors.Multiply(scaled, transposeLeft: true);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++) product[j, i] = product[i, j];
        }

        return product;
    }

    private static Matrix Tridiagonal(int size, Func<int, double> diagonal, Func<int, double> beside)
    {
        var matrix = new Matrix(size, size);
        for (var i = 0; i < size; i++)
        {
            matrix[i, i] = diagonal(i);
            if (i > 0) matrix[i, i - 1] = matrix[i - 1, i] = beside(i - 1);
        }

        return matrix;
    }
}
