using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class ArithmeticTests
{
    public static TheoryData<int[], int[]> Shapes => new()
    {
        { [3, 5], [3, 5] },
        { [3, 5], [5] },
        { [3, 5], [3, 1] },
        { [3, 5], [] },
        { [], [3, 5] },
        { [5], [3, 5] },
        { [2, 1, 4], [3, 1] },
        { [2, 3, 4], [1, 3, 1] },
        { [1, 1], [1] },
        { [3, 40], [3, 1] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_Broadcasts(int[] left, int[] right) => Check(static (x, y) => x + y, static (x, y) => x + y, left, right);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Subtract_Broadcasts(int[] left, int[] right) => Check(static (x, y) => x - y, static (x, y) => x - y, left, right);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_Broadcasts(int[] left, int[] right) => Check(static (x, y) => x * y, static (x, y) => x * y, left, right);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Divide_Broadcasts(int[] left, int[] right) =>
        Check(static (x, y) => x / (y * y + 1), static (x, y) => x / (y * y + 1), left, right);

    [Fact]
    public void Operators_With_Numbers_Compute() => OpCheck.Check(
        x => 2 - 3 * x[0] / 4 + 1 / (x[0] * x[0] + 2) - 5 - (-x[0]),
        x => [.. x[0].Select(v => 2 - 3 * v / 4 + 1 / (v * v + 2) - 5 + v)],
        OpCheck.Tensor([3, 7]));

    [Fact]
    public void Add_Refuses_Shapes_That_Do_Not_Broadcast() =>
        Should.Throw<ArgumentException>(() => OpCheck.Tensor([3, 5]) + OpCheck.Tensor([3])).Message.ShouldContain("do not broadcast");

    private static void Check(Func<Tensor, Tensor, Tensor> operation, Func<double, double, double> function, int[] left, int[] right) =>
        OpCheck.Check(
            x => operation(x[0], x[1]),
            x => Reference(function, x[0], left, x[1], right),
            OpCheck.Tensor(Shape.Create(left)), OpCheck.Tensor(Shape.Create(right), 2));

    /// <summary>The definition of broadcasting, index by index.</summary>
    internal static double[] Reference(Func<double, double, double> function, double[] x, int[] left, double[] y, int[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        int[] l = [.. Enumerable.Repeat(1, rank - left.Length), .. left];
        int[] r = [.. Enumerable.Repeat(1, rank - right.Length), .. right];
        var extents = l.Zip(r, (a, b) => a == 1 ? b : a).ToArray();
        var result = new double[extents.Aggregate(1, (a, b) => a * b)];
        for (var i = 0; i < result.Length; i++)
        {
            int rest = i, atLeft = 0, atRight = 0, leftStride = 1, rightStride = 1;
            for (var d = rank - 1; d >= 0; d--)
            {
                var index = rest % extents[d];
                rest /= extents[d];
                if (l[d] != 1) atLeft += index * leftStride;
                if (r[d] != 1) atRight += index * rightStride;
                leftStride *= l[d];
                rightStride *= r[d];
            }

            result[i] = function(x[atLeft], y[atRight]);
        }

        return result;
    }
}
