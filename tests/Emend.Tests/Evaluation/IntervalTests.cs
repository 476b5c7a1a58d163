using Emend.Evaluation;

namespace Emend.Tests.Evaluation;

public sealed class IntervalTests
{
    [Fact]
    public void Wilson_AgreesWithPublishedValues()
    {
        // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29
        Check(81, 263, 0.2553, 0.3662);
        Check(15, 148, 0.0624, 0.1605);
        Check(0, 20, 0.0000, 0.1611);
        Check(1, 29, 0.0061, 0.1718);
    }

    [Fact]
    public void Wilson_OfNothing_SaysSo() => Interval.Wilson([]).ToString().ShouldBe("–");

    private static void Check(int hits, int count, double low, double high)
    {
        var interval = Interval.Wilson([.. Enumerable.Range(0, count).Select(i => i < hits ? 1.0 : 0.0)]);
        interval.Low.ShouldBe(low, 5e-5);
        interval.High.ShouldBe(high, 5e-5);
    }
}
