using System.Xml.Linq;
using Emend.Charts;

namespace Emend.Tests.Charts;

public sealed class HeatMapTests
{
    [Fact]
    public void Draw_Is_Sound_Xml_Whatever_The_Labels_Hold()
    {
        var svg = Map(["<a>\" & 'b'", "\u0000\uD800 \n", "日本語"]).Draw().ToString();
        var root = XDocument.Parse(svg).Root!;
        root.Descendants().Count(element => element.Name.LocalName == "text" && element.Value == "<a>\" & 'b'").ShouldBe(1);
        svg.ShouldContain("日本語");
    }

    [Fact]
    public void Cells_Say_Their_Value_And_Have_Its_Colour()
    {
        var svg = Map(["a", "b", "c"]).Draw().ToString();
        svg.ShouldContain("a, layer 0: 0.1");
        svg.ShouldContain($"fill=\"{ColorScale.Purples.Hex(0)}\"");
        svg.ShouldContain($"fill=\"{ColorScale.Purples.Hex(1)}\"");
    }

    [Fact]
    public void A_Scale_Darkens_And_Is_Clamped()
    {
        foreach (var scale in new[] { ColorScale.Purples, ColorScale.Greens, ColorScale.Reds })
        {
            var lightness = Enumerable.Range(0, 101).Select(step => scale.At(step / 100.0)).Select(color => (0.2126 * color.Red) + (0.7152 * color.Green) + (0.0722 * color.Blue)).ToList();
            lightness.Zip(lightness.Skip(1)).ShouldAllBe(pair => pair.First >= pair.Second - 0.8);
            scale.At(-1).ShouldBe(scale.At(0));
            scale.At(2).ShouldBe(scale.At(1));
            scale.Hex(double.NaN).ShouldBe("#cccccc");
        }
    }

    [Fact]
    public void Equal_Values_Are_Drawn_Light() => (Map(["a"]) with { Minimum = 0.5, Maximum = 0.5 }).Share(0.5).ShouldBe(0);

    private static HeatMap Map(IReadOnlyList<string> rows) => new()
    {
        Title = "A title",
        Rows = rows,
        Values = [.. rows.Select((_, row) => new[] { 0.1f + (0.1f * row), 0.9f })],
        Minimum = 0.1,
        Maximum = 0.9,
        Scale = ColorScale.Purples,
        ColumnTitle = "layer",
        ValueTitle = "p",
    };
}
