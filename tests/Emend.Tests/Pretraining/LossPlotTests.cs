using System.Xml.Linq;
using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class LossPlotTests
{
    [Fact]
    public void Draw_PutsEveryPointIntoThePicture()
    {
        var svg = XDocument.Parse(LossPlot.Draw([(100_000, 7.05), (200_000, 4.77), (300_000, 4.03)], "Loss < all"));
        XNamespace space = "http://www.w3.org/2000/svg";
        var points = svg.Descendants(space + "polyline").Single().Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(point => point.Split(',').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToArray();
        points.Length.ShouldBe(3);
        points.ShouldAllBe(point => point[0] >= 56 && point[0] <= 704 && point[1] >= 28 && point[1] <= 316);
        points.Select(point => point[1]).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void Draw_NoPoints_IsAnEmptyPicture() => XDocument.Parse(LossPlot.Draw([], "Nothing")).Root!.Name.LocalName.ShouldBe("svg");
}
