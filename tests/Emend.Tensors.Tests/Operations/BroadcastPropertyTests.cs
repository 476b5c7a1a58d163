using Emend.Tensors.Operations;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.Operations;

public sealed class BroadcastPropertyTests
{
    /// <summary>Two shapes that broadcast: a common one, from which leading extents are dropped and others set to 1.</summary>
    private static Arbitrary<(int[] Left, int[] Right)> Shapes => Arb.From(
        from rank in Gen.Choose(0, 5)
        from extents in Gen.ArrayOf(Gen.Choose(0, 5), rank)
        from left in Part(extents)
        from right in Part(extents)
        select (left, right));

    [Fact]
    public void Broadcasting_Equals_The_Definition() => Prop.ForAll(Shapes, shapes =>
    {
        var x = OpCheck.Tensor(Shape.Create(shapes.Left));
        var y = OpCheck.Tensor(Shape.Create(shapes.Right), 2);
        var expected = ArithmeticTests.Reference((a, b) => a - b, Wide(x), shapes.Left, Wide(y), shapes.Right);
        OpCheck.ShouldBeClose((x - y).ToArray(), expected, 1e-6, "difference");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void BroadcastTo_And_SumTo_Are_Adjoint() => Prop.ForAll(Shapes, shapes =>
    {
        var x = OpCheck.Tensor(Shape.Create(shapes.Left));
        var common = (x + OpCheck.Tensor(Shape.Create(shapes.Right), 2)).Shape;
        var y = OpCheck.Tensor(common, 3);
        x.BroadcastTo(common).Dot(y).Item().ShouldBe(x.Dot(y.SumTo(x.Shape)).Item(), 1e-3);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Gen<int[]> Part(int[] extents) =>
        from dropped in Gen.Choose(0, extents.Length)
        from ones in Gen.ArrayOf(Gen.Elements(true, false), extents.Length)
        select extents.Select((extent, d) => ones[d] ? 1 : extent).Skip(dropped).ToArray();

    private static double[] Wide(Tensor x) => [.. x.ToArray().Select(v => (double)v)];
}
