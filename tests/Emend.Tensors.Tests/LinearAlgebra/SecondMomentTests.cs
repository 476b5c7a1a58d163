using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Tests.Kernels;

namespace Emend.Tensors.Tests.LinearAlgebra;

[Collection(ThreadCount.Collection)]
public sealed class SecondMomentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(40, 2500)]
    [InlineData(600, 40)]
    [InlineData(1100, 1030)]
    public void Mean_Equals_The_Plain_Sum(int width, int tokens)
    {
        var keys = Keys(tokens, width);
        var moment = new SecondMoment(width);
        moment.Add(keys);
        moment.Count.ShouldBe(tokens);
        var wide = Matrix.From(keys);
        var expected = wide.Multiply(wide, transposeLeft: true).ToOracle();
        // Each run of up to 512 float32 products is off by at most a few roundings of its magnitude.
        moment.Sum().DistanceTo(expected).ShouldBeLessThan(2e-5 * Math.Sqrt(tokens));
        moment.Mean().DistanceTo(expected / tokens).ShouldBeLessThan(2e-5 / Math.Sqrt(tokens));
    }

    [Fact]
    public void Sum_Depends_Neither_On_The_Calls_Nor_On_The_Reads_Nor_On_The_Threads()
    {
        var keys = Keys(2600, 70);
        var whole = new SecondMoment(70);
        whole.Add(keys);
        var expected = whole.Sum();
        var random = new Random(1);
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var _ = new ThreadCount(threads);
            var moment = new SecondMoment(70);
            for (var row = 0; row < 2600;)
            {
                var rows = Math.Min(random.Next(0, 700), 2600 - row);
                moment.Add(Tensor.From(keys.Values.Slice(row * 70, rows * 70), [rows, 70]));
                moment.Sum();
                row += rows;
            }

            moment.Count.ShouldBe(2600);
            moment.Sum().Values.SequenceEqual(expected.Values).ShouldBeTrue();
        }
    }

    [Fact]
    public void Sum_Is_Exactly_Symmetric()
    {
        var moment = new SecondMoment(530);
        moment.Add(Keys(1500, 530));
        var sum = moment.Sum();
        for (var i = 0; i < 530; i++)
        {
            for (var j = 0; j < i; j++)
                sum[i, j].ShouldBe(sum[j, i]);
        }
    }

    [Fact]
    public void FromSum_Continues_Where_The_Sum_Was_Taken()
    {
        var (first, second) = (Keys(1024, 30), Keys(500, 30, seed: 2));
        var moment = new SecondMoment(30);
        moment.Add(first);
        var continued = SecondMoment.FromSum(moment.Sum(), moment.Count);
        moment.Add(second);
        continued.Add(second);
        continued.Count.ShouldBe(1524);
        continued.Mean().Values.SequenceEqual(moment.Mean().Values).ShouldBeTrue();
    }

    [Fact]
    public void Add_Takes_One_Vector_And_No_Vectors()
    {
        var moment = new SecondMoment(2);
        moment.Add(Tensor.From([2, 3], [2]));
        moment.Add(Tensor.Zeros([0, 2]));
        moment.Count.ShouldBe(1);
        moment.Sum().Values.ToArray().ShouldBe([4, 6, 6, 9]);
    }

    [Fact]
    public void Refuses_Bad_Input()
    {
        var moment = new SecondMoment(3);
        Should.Throw<InvalidOperationException>(() => moment.Mean()).Message.ShouldContain("mean of no keys");
        Should.Throw<ArgumentException>(() => moment.Add(Tensor.Zeros([3, 2]))).Message.ShouldContain("shape [3, 2], but this second moment is of vectors of width 3");
        Should.Throw<ArgumentException>(() => moment.Add(Tensor.From([1, 2, 3, 4, float.NaN, 6], [2, 3]))).Message.ShouldContain("Key 1 holds NaN at position 1");
        moment.Count.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => new SecondMoment(0));
        Should.Throw<ArgumentException>(() => SecondMoment.FromSum(new Matrix(2, 3), 1));
        Should.Throw<ArgumentOutOfRangeException>(() => SecondMoment.FromSum(new Matrix(2, 2), -1));
    }

    private static Tensor Keys(int tokens, int width, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[tokens * width];
        foreach (ref var value in values.AsSpan())
            value = (float)(random.NextDouble() * 2 - 1);
        return Tensor.From(values, [tokens, width]);
    }
}
