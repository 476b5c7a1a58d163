using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;
using Emend.Tensors.Kernels.Lanes;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.Kernels;

[Collection(ThreadCount.Collection)]
public sealed class GemmTests
{
    private const double Single = 1.2e-7;
    private const double Double = 2.3e-16;

    private static readonly Action<GemmProblem<float>, ElementType>[] FloatWidths =
    [
        (problem, type) => Gemm.Multiply<Float128, Vector128<float>>(problem, type),
        (problem, type) => Gemm.Multiply<Float256, Vector256<float>>(problem, type),
        (problem, type) => Gemm.Multiply<Float512, Vector512<float>>(problem, type),
    ];

    private static readonly Action<GemmProblem<double>>[] DoubleWidths =
    [
        problem => Gemm.Multiply<Double128, Vector128<double>>(problem),
        problem => Gemm.Multiply<Double256, Vector256<double>>(problem),
        problem => Gemm.Multiply<Double512, Vector512<double>>(problem),
    ];

    private static int Widths => Vector512.IsHardwareAccelerated ? 3 : Vector256.IsHardwareAccelerated ? 2 : 1;

    private static Gen<GemmCase> Cases(int largest) =>
        from rows in Gen.Choose(1, largest)
        from columns in Gen.Choose(1, largest)
        from depth in Gen.Choose(1, largest)
        from flags in Gen.Choose(0, 15)
        from storage in Gen.Elements(ElementType.Float32, ElementType.Float16, ElementType.BFloat16)
        from alpha in Gen.Elements(1.0, -1.0, 0.5)
        from padding in Gen.Elements(0, 1, 3, 16)
        from seed in Gen.Choose(0, 1_000_000)
        select new GemmCase
        {
            Rows = rows,
            Columns = columns,
            Depth = depth,
            ATransposed = (flags & 1) != 0,
            BTransposed = (flags & 2) != 0,
            Accumulate = (flags & 4) != 0,
            Bias = (flags & 12) == 8,
            Storage = storage,
            Alpha = alpha,
            Padding = padding,
            Seed = seed,
        };

    private static void ForAll(Gen<GemmCase> cases, int count, Action<GemmCase> check) =>
        Prop.ForAll(cases.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static double[] Widen(float[] values) => Array.ConvertAll(values, x => (double)x);

    [Fact]
    public void A_Right_Factor_In_Panels_Gives_The_Same_Product() => ForAll(Cases(90), 200, one =>
    {
        var packed = one.RunFloat(packed: true);

        one.Check(Widen(packed), Single);
        if (one.Rows > 24) // fewer are summed up in another order where B is read in place
            packed.ShouldBe(one.RunFloat());
    });

    [Fact]
    public void A_Row_Times_Panels_Is_The_Same_Alone_And_Among_Others()
    {
        var all = Run(200);
        foreach (var rows in new[] { 1, 5, 24, 25, 100 })
            Run(rows).ShouldBe(all[..(rows * 70)]);

        static float[] Run(int rows) => new GemmCase { Rows = rows, Columns = 70, Depth = 700, Seed = 4 }.RunFloat(packed: true);
    }

    [Fact]
    public void Multiply_Equals_The_Reference() =>
        ForAll(Cases(70), 400, product => product.Check(Widen(product.RunFloat()), Single));

    [Fact]
    public void Multiply_Equals_The_Reference_In_Double() =>
        ForAll(Cases(70), 200, product => product.Check(product.RunDouble(), Double));

    [Fact]
    public void Multiply_Equals_The_Reference_For_Every_Vector_Width() => ForAll(Cases(70), 200, product =>
    {
        for (var width = 0; width < Widths; width++)
        {
            product.Check(Widen(product.RunFloat(FloatWidths[width])), Single);
            product.Check(product.RunDouble(DoubleWidths[width]), Double);
        }
    });

    [Theory]
    [InlineData(1, 900, 1100)]
    [InlineData(2, 70, 1100)]
    [InlineData(7, 33, 2100)]
    [InlineData(16, 200, 1030)]
    [InlineData(129, 97, 600)]
    [InlineData(400, 40, 513)]
    [InlineData(700, 260, 17)]
    [InlineData(5, 37, 9001)]
    [InlineData(22, 100, 8200)]
    public void Multiply_Equals_The_Reference_Over_Several_Blocks(int rows, int columns, int depth)
    {
        foreach (var (aTransposed, bTransposed) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            foreach (var storage in Enum.GetValues<ElementType>())
            {
                var product = new GemmCase
                {
                    Rows = rows,
                    Columns = columns,
                    Depth = depth,
                    ATransposed = aTransposed,
                    BTransposed = bTransposed,
                    Storage = storage,
                    Accumulate = storage == ElementType.Float32,
                    Bias = storage == ElementType.Float16,
                    Alpha = -1,
                    Padding = 5,
                };
                product.Check(Widen(product.RunFloat()), Single);
                if (storage == ElementType.Float32) product.Check(product.RunDouble(), Double);
            }
        }
    }

    [Fact]
    public void Multiply_Gives_The_Same_Bits_For_Any_Thread_Count()
    {
        foreach (var (rows, columns, depth) in new[] { (1, 1900, 700), (3, 500, 900), (6, 1900, 700), (16, 1100, 700), (130, 260, 600), (500, 40, 600), (5, 37, 9001) })
        {
            foreach (var (aTransposed, bTransposed) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                foreach (var storage in Enum.GetValues<ElementType>())
                {
                    var product = new GemmCase
                    {
                        Rows = rows,
                        Columns = columns,
                        Depth = depth,
                        ATransposed = aTransposed,
                        BTransposed = bTransposed,
                        Storage = storage,
                        Padding = 1,
                    };
                    var results = new List<float[]>();
                    foreach (var threads in new[] { 1, 2, 3, 4, 7 })
                    {
                        using var _ = new ThreadCount(threads);
                        results.Add(product.RunFloat());
                    }

                    foreach (var result in results) result.AsSpan().SequenceEqual(results[0]).ShouldBeTrue(product.ToString());
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public unsafe void Multiply_Of_No_Depth_Gives_The_Bias_Or_Zero(int kind)
    {
        float* c = stackalloc float[] { 7, 7, 7, 7 };
        float* bias = stackalloc float[] { 1, 2 };
        Gemm.Multiply(2, 2, 0, new GemmOperand(null, 0), new GemmOperand(null, 2), c, 2, kind == 2, 1, kind == 1 ? bias : null);
        new Span<float>(c, 4).ToArray().ShouldBe(kind switch { 0 => [0, 0, 0, 0], 1 => [1, 2, 1, 2], _ => [7, 7, 7, 7] });
    }

    [Fact]
    public void Multiply_Passes_NaN_And_Infinity_On()
    {
        foreach (var rows in new[] { 1, 5, 40 })
        {
            foreach (var bTransposed in new[] { false, true })
            {
                foreach (var poison in new[] { float.NaN, float.PositiveInfinity })
                {
                    Poisoned(rows, bTransposed, poison).ShouldBe(poison);
                    Poisoned(rows, bTransposed, float.PositiveInfinity, zeroFactor: true).ShouldBe(float.NaN);
                }
            }
        }
    }

    private static unsafe float Poisoned(int rows, bool bTransposed, float poison, bool zeroFactor = false)
    {
        const int Depth = 37, Columns = 45;
        var a = new float[rows * Depth];
        var b = new float[Depth * Columns];
        var c = new float[rows * Columns];
        Array.Fill(a, zeroFactor ? 0f : 1f);
        Array.Fill(b, 1f);
        b[bTransposed ? 44 * Depth + 36 : 36 * Columns + 44] = poison;
        fixed (float* pa = a, pb = b, pc = c)
            Gemm.Multiply(rows, Columns, Depth, new GemmOperand(pa, Depth), new GemmOperand(pb, bTransposed ? Depth : Columns, bTransposed), pc, Columns);
        for (var i = 0; i < rows; i++)
        {
            c[i * Columns + 43].ShouldBe(zeroFactor ? 0f : Depth);
            c[i * Columns + 44].ShouldBe(c[44]);
        }

        return c[44];
    }
}
