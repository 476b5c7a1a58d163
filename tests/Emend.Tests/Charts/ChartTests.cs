using System.Xml.Linq;
using Emend.Charts;

namespace Emend.Tests.Charts;

/// <summary>Drawings are sound XML whatever they are given, and nothing leaves them.</summary>
public sealed class ChartTests
{
    private static readonly double[] Oddities = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -3, 1e-300, 1e300, 0.5];

    [Fact]
    public void Draw_OfALineChart_KeepsEveryPointInside()
    {
        var chart = new LineChart
        {
            Title = "a < b & \"c\"",
            XTitle = "cases",
            IsShare = true,
            HasLogarithmicX = true,
            Series = [new ChartSeries("one", [new(1, 0.2, 0.1, 0.3), new(10, 0.9, 0.7, 1), new(1000, 0.4, 0.2, 0.6)]), new ChartSeries("two", [new(1, 0.5), new(1000, double.NaN)])],
        };

        var svg = XDocument.Parse(chart.Draw().ToString()).Root!;

        svg.Descendants().First(part => part.Name.LocalName == "title").Value.ShouldBe("a < b & \"c\"");
        var (width, height) = ((double)svg.Attribute("width")!, (double)svg.Attribute("height")!);
        svg.Descendants().Where(part => part.Name.LocalName == "circle").Count().ShouldBe(4);
        foreach (var circle in svg.Descendants().Where(part => part.Name.LocalName == "circle"))
        {
            ((double)circle.Attribute("cx")!).ShouldBeInRange(0, width);
            ((double)circle.Attribute("cy")!).ShouldBeInRange(0, height);
        }
    }

    [Fact]
    public void Draw_OfManyLines_LeavesTheirBandsOut()
    {
        foreach (var lines in new[] { LineChart.MostBands, LineChart.MostBands + 1 })
        {
            var svg = XDocument.Parse(new LineChart { Title = "t", XTitle = "x", Series = [.. Enumerable.Range(0, lines).Select(i => new ChartSeries($"{i}", [new(1, 0.2, 0.1, 0.3), new(10, 0.9, 0.7, 1)]))] }.Draw().ToString());

            svg.Descendants().Count(part => part.Name.LocalName == "polygon").ShouldBe(lines > LineChart.MostBands ? 0 : lines);
        }
    }

    [Fact]
    public void Draw_OfALongTitle_BreaksItIntoLinesOfTheDrawingsWidth()
    {
        const string Title = "Portability (mean) by the number of cases that are edited at once";
        LineChart Chart(string title) => new() { Title = title, XTitle = "x", Series = [new ChartSeries("a", [new(1, 0)]), new ChartSeries("b", [new(1, 1)])] };

        var (one, two) = (Chart("Portability").Draw(), Chart(Title).Draw());

        var lines = XDocument.Parse(two.ToString()).Descendants().Where(part => (string?)part.Attribute("font-weight") == "600").ToList();
        string.Join(' ', lines.Select(line => line.Value)).ShouldBe(Title);
        lines.Count.ShouldBe(2);
        lines.ShouldAllBe(line => SvgDocument.WidthOf(line.Value, 13) < two.Width);
        two.Height.ShouldBeGreaterThan(one.Height, "the plot moves down");
    }

    [Fact]
    public void Draw_OfOddValues_IsStillSound()
    {
        var points = Oddities.Select((value, i) => new ChartPoint(i, value, value, value)).ToList();
        foreach (var svg in new[]
        {
            new LineChart { Title = "t", XTitle = "x", Series = [new ChartSeries("s", points)] }.Draw(),
            new LineChart { Title = "t", XTitle = "x", HasLogarithmicY = true, Series = [] }.Draw(),
            new BarChart { Title = "t", Bars = ["b"], Groups = [.. points.Select(point => new ChartSeries("<g>", [point]))] }.Draw(),
            new Histogram { Title = "t", XTitle = "x", Values = Oddities }.Draw(),
            new Histogram { Title = "t", XTitle = "x", Values = [], IsShare = true }.Draw(),
            new Histogram { Title = "t", XTitle = "x", Values = [2, 2, 2] }.Draw(),
        })
        {
            var text = svg.ToString();
            XDocument.Parse(text).Root!.Name.LocalName.ShouldBe("svg");
            text.ShouldNotContain("NaN");
            text.ShouldNotContain("∞");
        }
    }

    [Fact]
    public void Draw_OfAHistogram_CountsEveryValueOnce()
    {
        var svg = XDocument.Parse(new Histogram { Title = "t", XTitle = "x", Values = [0, 0.05, 0.5, 0.95, 1], IsShare = true, Bins = 10 }.Draw().ToString());

        var counts = svg.Descendants().Where(part => part.Name.LocalName == "title").Skip(1).Select(title => int.Parse(title.Value.Split(": ")[1])).ToList();
        counts.ShouldBe([2, 1, 2]);
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0, 730, new[] { 0.0, 200, 400, 600 })]
    public void ChartAxis_PutsTicksAtRoundValues(double low, double high, double[] ticks)
    {
        var axis = new ChartAxis(low, high, 0, 100);
        axis.Ticks.Count.ShouldBe(ticks.Length);
        foreach (var (tick, expected) in axis.Ticks.Zip(ticks))
            tick.ShouldBe(expected, 1e-9);
        axis.Place(low).ShouldBe(0);
        axis.Place(high).ShouldBe(100);
    }

    [Fact]
    public void ChartAxis_OfPowers_PutsEqualRatiosEquallyFarApart()
    {
        var axis = new ChartAxis(1, 1000, 0, 300, isLogarithmic: true);
        axis.Ticks.ShouldBe([1, 10, 100, 1000]);
        axis.Place(10).ShouldBe(100, 1e-9);
        axis.Place(100).ShouldBe(200, 1e-9);
    }
}
