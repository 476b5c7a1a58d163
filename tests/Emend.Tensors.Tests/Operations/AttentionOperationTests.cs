using Emend.Tensors.Operations;

namespace Emend.Tensors.Tests.Operations;

public sealed class AttentionOperationTests
{
    [Theory]
    [InlineData(2, 2, true, null, null, false)]
    [InlineData(4, 2, true, null, null, false)]
    [InlineData(4, 1, false, null, null, false)]
    [InlineData(2, 1, true, 2, null, false)]
    [InlineData(2, 2, true, null, 1.5f, false)]
    [InlineData(2, 2, false, null, null, true)]
    [InlineData(2, 1, true, 3, 2f, true)]
    public void Attention_Computes(int heads, int keyHeads, bool causal, int? window, float? cap, bool biased)
    {
        const int HeadWidth = 4;
        var layout = AttentionLayout.Of(3, 1, 4);
        var bias = biased ? OpCheck.Tensor([heads, 5], 4) : null;
        var options = new AttentionOptions { Causal = causal, Window = window, SoftCap = cap, FirstDistance = -2 };
        Tensor[] inputs = [OpCheck.Tensor([8, heads, HeadWidth]), OpCheck.Tensor([8, keyHeads, HeadWidth], 2), OpCheck.Tensor([8, keyHeads, HeadWidth], 3)];
        OpCheck.Check(
            x => x[0].Attention(x[1], x[2], layout, biased ? options with { DistanceBias = x[3] } : options),
            x => AttentionReference.Compute(x[0], x[1], x[2], biased ? x[3] : null, heads, keyHeads, HeadWidth, layout, options),
            biased ? [.. inputs, bias!] : inputs);
    }

    [Fact]
    public void Attention_Looks_Across_To_Other_Rows() => OpCheck.Check(
        x => x[0].Attention(x[1], x[2], AttentionLayout.Cross([2, 3], [4, 1]), new AttentionOptions { Causal = false, Scale = 0.7f }),
        x => AttentionReference.Compute(x[0], x[1], x[2], null, 2, 2, 4, AttentionLayout.Cross([2, 3], [4, 1]), new AttentionOptions { Causal = false, Scale = 0.7f }),
        OpCheck.Tensor([5, 2, 4]), OpCheck.Tensor([5, 2, 4], 2), OpCheck.Tensor([5, 2, 4], 3));

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Attention_Looks_Back_To_A_Cached_Past(int? window)
    {
        var layout = AttentionLayout.Of(2, 1, 3).WithPast(OpCheck.Tensor([3, 6, 1, 4], 8), OpCheck.Tensor([3, 6, 1, 4], 9), [2, 0, 2], [5, 0, 2]);
        var options = new AttentionOptions { Window = window };
        OpCheck.Check(
            x => x[0].Attention(x[1], x[2], layout, options),
            x => AttentionReference.Compute(x[0], x[1], x[2], null, 2, 1, 4, layout, options),
            OpCheck.Tensor([6, 2, 4]), OpCheck.Tensor([6, 1, 4], 2), OpCheck.Tensor([6, 1, 4], 3));
    }

    [Fact]
    public void Attention_Refuses_What_Does_Not_Fit()
    {
        var x = OpCheck.Tensor([4, 2, 4]);
        var options = new AttentionOptions();
        Should.Throw<ArgumentException>(() => x.Attention(x, x, AttentionLayout.Of(3), options)).Message.ShouldContain("3 query tokens");
        Should.Throw<ArgumentException>(() => x.Attention(OpCheck.Tensor([4, 3, 4]), OpCheck.Tensor([4, 3, 4]), AttentionLayout.Of(4), options));
        Should.Throw<ArgumentException>(() => x.Attention(x, x, AttentionLayout.Of(4), options with { Causal = false, Window = 2 }));
        Should.Throw<ArgumentException>(() => x.Attention(x, x, AttentionLayout.Of(4), options with { DistanceBias = OpCheck.Tensor([3, 2]) }));
        Should.Throw<ArgumentOutOfRangeException>(() => AttentionLayout.Of(4).WithPast(OpCheck.Tensor([1, 2, 2, 4]), OpCheck.Tensor([1, 2, 2, 4]), [0], [3]));
    }

    [Fact]
    public void Positions_Count_From_The_Past() => AttentionLayout.Of(2, 1)
        .WithPast(OpCheck.Tensor([1, 6, 1, 4]), OpCheck.Tensor([1, 6, 1, 4]), [0, 0], [5, 0])
        .Positions().ShouldBe([5, 6, 0]);
}
