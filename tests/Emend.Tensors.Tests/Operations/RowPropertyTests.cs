using Emend.Tensors.Operations;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tensors.Tests.Operations;

public sealed class RowPropertyTests
{
    private static Arbitrary<(int Rows, int Width, int[] Picked)> Cases => Arb.From(
        from rows in Gen.Choose(1, 9)
        from width in Gen.Choose(1, 40)
        from picked in Gen.ArrayOf(Gen.Choose(0, rows - 1))
        select (rows, width, picked));

    [Fact]
    public void GatherRows_And_ScatterAddRows_Are_Adjoint() => Prop.ForAll(Cases, c =>
    {
        var x = OpCheck.Tensor([c.Rows, c.Width]);
        var y = OpCheck.Tensor([c.Picked.Length, c.Width], 2);
        x.GatherRows(c.Picked).Dot(y).Item().ShouldBe(x.Dot(y.ScatterAddRows(c.Picked, c.Rows)).Item(), 1e-3);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void AddToRows_Equals_Adding_What_Is_Scattered() => Prop.ForAll(Cases, c =>
    {
        var x = OpCheck.Tensor([c.Rows, c.Width]);
        var y = OpCheck.Tensor([c.Picked.Length, c.Width], 2);
        OpCheck.ShouldBeClose(
            x.AddToRows(c.Picked, y).ToArray(), [.. (x + y.ScatterAddRows(c.Picked, c.Rows)).ToArray().Select(v => (double)v)], 1e-6, "sum");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Columns_And_PadColumns_Are_Adjoint() => Prop.ForAll(Cases, c =>
    {
        var first = c.Picked.Length % c.Width;
        var x = OpCheck.Tensor([c.Rows, c.Width]);
        var y = OpCheck.Tensor([c.Rows, c.Width - first], 2);
        x.Columns(first, c.Width - first).Dot(y).Item().ShouldBe(x.Dot(y.PadColumns(first, c.Width)).Item(), 1e-3);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
