using Emend.Tensors.Kernels;

namespace Emend.Tensors.Tests.Kernels;

/// <summary>A random product with odd strides and guarded edges, its plain reference, and the allowed error.</summary>
internal sealed unsafe class GemmCase
{
    private const float Guard = 12345;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Depth { get; init; }

    public bool ATransposed { get; init; }

    public bool BTransposed { get; init; }

    public ElementType Storage { get; init; }

    public bool Accumulate { get; init; }

    public bool Bias { get; init; }

    public double Alpha { get; init; } = 1;

    public int Padding { get; init; }

    public int Seed { get; init; }

    public override string ToString() =>
        $"{Rows}x{Columns}x{Depth} aT={ATransposed} bT={BTransposed} {Storage} accumulate={Accumulate} bias={Bias} alpha={Alpha} padding={Padding}";

    private int AStride => (ATransposed ? Rows : Depth) + Padding;

    private int BStride => (BTransposed ? Depth : Columns) + Padding;

    private int CStride => Columns + Padding;

    private double[] Random(int count, int salt)
    {
        var random = new Random(Seed * 31 + salt);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = random.NextSingle() * 2 - 1;
        return values;
    }

    private double[] A => field ??= Random((ATransposed ? Depth : Rows) * AStride, 1);

    private double[] B => field ??= Array.ConvertAll(Random((BTransposed ? Columns : Depth) * BStride, 2), Rounded);

    private double[] C => field ??= Random(Rows * CStride, 3);

    private double[] BiasRow => field ??= Random(Columns, 4);

    private double Rounded(double value) => Storage switch
    {
        ElementType.Float16 => (double)(Half)value,
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)value) & 0xFFFF0000),
        _ => value,
    };

    /// <summary>Runs the float32 product and returns C with its padding.</summary>
    /// <param name="multiply">Runs it otherwise.</param>
    /// <param name="packed">Whether B is laid out in panels before.</param>
    public float[] RunFloat(Action<GemmProblem<float>, ElementType>? multiply = null, bool packed = false)
    {
        // The matrices end exactly at their last element, so that reading further is found by a guard page or a wrong value.
        var a = A.Select(x => (float)x).ToArray();
        var c = C.Select((x, i) => i % CStride < Columns ? (float)x : Guard).ToArray();
        var bias = BiasRow.Select(x => (float)x).ToArray();
        var stored = B;
        var b32 = stored.Select(x => (float)x).ToArray();
        var b16 = stored.Select(x => Storage == ElementType.Float16
            ? BitConverter.HalfToUInt16Bits((Half)x)
            : (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16)).ToArray();
        var panels = new float[packed ? Gemm.PackedCount(Columns, Depth) : 1];
        fixed (float* pa = a, pc = c, pb32 = b32, pBias = bias, pPanels = panels)
        fixed (ushort* pb16 = b16)
        {
            var left = new GemmOperand(pa, AStride, ATransposed);
            var right = new GemmOperand(Storage == ElementType.Float32 ? pb32 : (void*)pb16, BStride, BTransposed, Storage);
            if (packed)
            {
                Gemm.Pack(Columns, Depth, right, pPanels);
                right = new GemmOperand(right.Values, BStride, BTransposed, Storage, pPanels);
            }

            var row = Bias ? pBias : null;
            if (multiply is null)
                Gemm.Multiply(Rows, Columns, Depth, left, right, pc, CStride, Accumulate, (float)Alpha, row);
            else
                multiply(Gemm.Describe(Rows, Columns, Depth, left, right, Storage.Size(), pc, CStride, Accumulate, (float)Alpha, row), Storage);
        }

        return c;
    }

    /// <summary>Runs the float64 product and returns C with its padding.</summary>
    public double[] RunDouble(Action<GemmProblem<double>>? multiply = null)
    {
        var (a, b, bias) = (A, B, BiasRow);
        var c = C.Select((x, i) => i % CStride < Columns ? x : Guard).ToArray();
        fixed (double* pa = a, pb = b, pc = c, pBias = bias)
        {
            var left = new GemmOperand(pa, AStride, ATransposed);
            var right = new GemmOperand(pb, BStride, BTransposed);
            var row = Bias ? pBias : null;
            if (multiply is null)
                Gemm.Multiply(Rows, Columns, Depth, left, right, pc, CStride, Accumulate, Alpha, row);
            else
                multiply(Gemm.Describe(Rows, Columns, Depth, left, right, sizeof(double), pc, CStride, Accumulate, Alpha, row));
        }

        return c;
    }

    /// <summary>Checks C against the plain triple loop in float64; the error may be a few roundings of the sum of magnitudes.</summary>
    public void Check(IReadOnlyList<double> c, double epsilon)
    {
        var (a, b, before, bias) = (A, B, C, BiasRow);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < CStride; j++)
            {
                if (j >= Columns)
                {
                    if (c[i * CStride + j] != Guard) Assert.Fail($"{this}: wrote beyond row {i}");
                    continue;
                }

                double sum = 0, magnitude = 0;
                for (var k = 0; k < Depth; k++)
                {
                    var product = a[ATransposed ? k * AStride + i : i * AStride + k] * b[BTransposed ? j * BStride + k : k * BStride + j];
                    sum += product;
                    magnitude += Math.Abs(product);
                }

                var expected = Alpha * sum + (Accumulate ? before[i * CStride + j] : Bias ? bias[j] : 0);
                var allowed = epsilon * (Math.Abs(Alpha) * magnitude * (2 + Math.Sqrt(Depth)) + Math.Abs(expected) + 1e-30);
                var actual = c[i * CStride + j];
                if (!(Math.Abs(actual - expected) <= allowed)) Assert.Fail($"{this}: element {i},{j} is {actual}, not {expected}");
            }
        }
    }
}
