using Emend.Tensors.Operations;
using Emend.Tensors.Tests.Kernels;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.Operations;

[Collection(ThreadCount.Collection)]
public sealed class AttentionPropertyTests
{
    /// <summary>A layout and options that reach over several blocks of the kernels.</summary>
    private sealed record Case(int KeyHeads, int Group, int HeadWidth, int[] Lengths, int[] Past, bool Causal, int? Window, float? Cap, bool Biased);

    private static Arbitrary<Case> Cases => Arb.From(
        from keyHeads in Gen.Choose(1, 3)
        from grouped in Gen.Choose(1, 3)
        from headWidth in Gen.Elements(4, 16, 20, 32, 64, 80)
        from lengths in Gen.NonEmptyListOf(Gen.Frequency((3, Gen.Choose(1, 9)), (2, Gen.Choose(30, 70)), (1, Gen.Choose(100, 300))))
        from past in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 20)), (1, Gen.Choose(100, 300))), 3)
        from causal in Gen.Elements(true, true, false)
        from window in Gen.Elements<int?>(null, null, 1, 5, 140)
        from cap in Gen.Elements<float?>(null, null, 2f)
        from biased in Gen.Elements(true, false, false)
        select new Case(keyHeads, grouped, headWidth, [.. lengths.Take(3)], past, causal, causal ? window : null, cap, biased));

    [Fact]
    public void Fused_Attention_Equals_Its_Definition() => Prop.ForAll(Cases, c =>
    {
        var (inputs, layout, options) = Build(c);
        var parameters = inputs.Select(x => x.AsParameter()).ToArray();
        var fused = parameters[0].Attention(parameters[1], parameters[2], layout, options);
        var composed = ComposedAttention.AttentionFromPattern(parameters[0].AttentionPattern(parameters[1], layout, options), parameters[2], layout);
        ShouldBeClose(fused, composed, 2e-6, "value");
        ShouldBeClose(inputs[0].Attention(inputs[1], inputs[2], layout, options), composed, 2e-6, "value without gradients");
        var weight = OpCheck.Tensor(fused.Shape, 7);
        var fast = Gradients.Of(fused, weight, parameters);
        var slow = Gradients.Of(composed, weight, parameters);
        for (var i = 0; i < 3; i++)
            ShouldBeClose(fast[i], slow[i], 1e-5, $"gradient {i}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Attention_Does_Not_Depend_On_The_Number_Of_Threads() => Prop.ForAll(Cases, c =>
    {
        float[][]? first = null;
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var _ = new ThreadCount(threads);
            var (inputs, layout, options) = Build(c);
            var parameters = inputs.Select(x => x.AsParameter()).ToArray();
            var result = parameters[0].Attention(parameters[1], parameters[2], layout, options);
            float[][] all = [result.ToArray(), .. Gradients.Of(result, OpCheck.Tensor(result.Shape, 7), parameters).Select(g => g.ToArray())];
            if (first is null)
                first = all;
            else
                all.Zip(first).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void Attention_With_A_Past_Equals_Attention_Without() => Prop.ForAll(Cases, c =>
    {
        var length = c.Lengths[0] + c.Past[0];
        if (length < 2)
            return;
        var (inputs, _, options) = Build(c with { Lengths = [length], Past = [0], Causal = true });
        var whole = inputs[0].Attention(inputs[1], inputs[2], AttentionLayout.Of(length), options);
        foreach (var cut in new[] { 1, length / 2, length - 1 })
        {
            // The first tokens come from a cache of more capacity, the others are fresh.
            Shape cache = [1, length + 3, c.KeyHeads, c.HeadWidth];
            Tensor keys = Tensor.Zeros(cache), values = Tensor.Zeros(cache);
            keys.Reshape([length + 3, c.KeyHeads, c.HeadWidth]).WriteRows(0, inputs[1].Rows(0, cut));
            values.Reshape([length + 3, c.KeyHeads, c.HeadWidth]).WriteRows(0, inputs[2].Rows(0, cut));
            var layout = AttentionLayout.Of(length - cut).WithPast(keys, values, [0], [cut]);
            var rest = length - cut;
            var late = inputs[0].Rows(cut, rest).Attention(inputs[1].Rows(cut, rest), inputs[2].Rows(cut, rest), layout, options);
            ShouldBeClose(late, whole.Rows(cut, rest), 2e-6, "late tokens");
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_Query_Without_Keys_Gives_Zeros()
    {
        var q = OpCheck.Tensor([2, 1, 4]);
        var none = Tensor.Zeros([0, 1, 4]);
        q.Attention(none, none, AttentionLayout.Cross([2], [0]), new AttentionOptions { Causal = false }).ToArray().ShouldAllBe(v => v == 0);
    }

    private static (Tensor[] Inputs, AttentionLayout Layout, AttentionOptions Options) Build(Case c)
    {
        var tokens = c.Lengths.Sum();
        var heads = c.KeyHeads * c.Group;
        var layout = AttentionLayout.Of(c.Lengths);
        if (c.Past.Any(length => length > 0))
        {
            Shape cache = [2, 300, c.KeyHeads, c.HeadWidth];
            layout = layout.WithPast(
                OpCheck.Tensor(cache, 11), OpCheck.Tensor(cache, 12),
                [.. c.Lengths.Select((_, row) => row % 2)], [.. c.Lengths.Select((_, row) => c.Past[row])]);
        }

        var options = new AttentionOptions
        {
            Causal = c.Causal,
            Window = c.Window,
            SoftCap = c.Cap,
            DistanceBias = c.Biased ? OpCheck.Tensor([heads, 40], 4) : null,
            FirstDistance = -30,
        };
        return ([OpCheck.Tensor([tokens, heads, c.HeadWidth]), OpCheck.Tensor([tokens, c.KeyHeads, c.HeadWidth], 2), OpCheck.Tensor([tokens, c.KeyHeads, c.HeadWidth], 3)], layout, options);
    }

    private static void ShouldBeClose(Tensor actual, Tensor expected, double tolerance, string what) =>
        OpCheck.ShouldBeClose(actual.ToArray(), [.. expected.ToArray().Select(v => (double)v)], tolerance, what, smallestScale: 1);
}
