using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class RowPackerTests
{
    [Fact]
    public void Pack_CutsTheLastDocumentAndBeginsTheNextRowWithANewOne()
    {
        var rows = new RowPacker(6, endOfText: 0, endOfTextFirstShare: 0).Pack([[1, 2, 3], [4, 5, 6, 7], [8, 9], [10, 11]], new RandomStream(1));
        rows.ShouldBe([[1, 2, 3, 0, 4, 5], [8, 9, 0, 10, 11, 0]]);
    }

    [Fact]
    public void Pack_EndOfTextFirst_BeginsEveryRowWithIt()
    {
        var rows = new RowPacker(4, endOfText: 0, endOfTextFirstShare: 1).Pack([[1, 2, 3, 4], [5, 6, 7]], new RandomStream(1));
        rows.ShouldBe([[0, 1, 2, 3], [0, 5, 6, 7]]);
    }
}
