using System.Globalization;
using System.Security;
using System.Text;

namespace Emend.Charts;

/// <summary>A drawing in SVG that needs nothing else: no style sheet, no script, no font of its own. Lengths are in pixels, y points down.</summary>
/// <example><code>
/// var svg = new SvgDocument(200, 100, "A square").Rectangle(10, 10, 80, 80, "#6a51a3");
/// File.WriteAllText("square.svg", svg.ToString());
/// </code></example>
public sealed class SvgDocument
{
    private const double CharacterWidth = 0.58; // of the size of the type, on average, in the usual sans-serif types
    private const double WideCharacterWidth = 1;

    private readonly StringBuilder body = new();
    private readonly string title;

    /// <summary>Begins a drawing.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    public SvgDocument(double width, double height, string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        (Width, Height) = (width, height);
        this.title = title;
    }

    /// <summary>The width.</summary>
    public double Width { get; }

    /// <summary>The height.</summary>
    public double Height { get; }

    /// <summary>About how wide a text is.</summary>
    public static double WidthOf(string text, double size = 12)
    {
        ArgumentNullException.ThrowIfNull(text);
        return size * text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? WideCharacterWidth : CharacterWidth);
    }

    /// <summary>Draws a rectangle.</summary>
    /// <param name="x">Its left side.</param>
    /// <param name="y">Its top.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="fill">The colour inside, or <c>none</c>.</param>
    /// <param name="stroke">The colour of the edge; null for none.</param>
    /// <param name="tooltip">What is shown when the pointer rests on it.</param>
    public SvgDocument Rectangle(double x, double y, double width, double height, string fill, string? stroke = null, string? tooltip = null)
    {
        Append($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{Escaped(fill)}\"");
        if (stroke is not null)
            Append($" stroke=\"{Escaped(stroke)}\"");
        return Close("rect", tooltip);
    }

    /// <summary>Draws a circle.</summary>
    public SvgDocument Circle(double x, double y, double radius, string fill, string? tooltip = null)
    {
        Append($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{Escaped(fill)}\"");
        return Close("circle", tooltip);
    }

    /// <summary>Draws a straight line.</summary>
    public SvgDocument Line(double x1, double y1, double x2, double y2, string stroke, double strokeWidth = 1)
    {
        Append($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{Escaped(stroke)}\" stroke-width=\"{strokeWidth:0.##}\"/>\n");
        return this;
    }

    /// <summary>Draws a line through points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="stroke">The colour.</param>
    /// <param name="strokeWidth">The width of the line.</param>
    /// <param name="dashes">The lengths of dashes and gaps, such as <c>4 3</c>; null for an unbroken line.</param>
    public SvgDocument Polyline(IEnumerable<(double X, double Y)> points, string stroke, double strokeWidth = 1.5, string? dashes = null)
    {
        Append($"<polyline fill=\"none\" stroke=\"{Escaped(stroke)}\" stroke-width=\"{strokeWidth:0.##}\" stroke-linejoin=\"round\"");
        if (dashes is not null)
            Append($" stroke-dasharray=\"{Escaped(dashes)}\"");
        Append($" points=\"{Joined(points)}\"/>\n");
        return this;
    }

    /// <summary>Draws a filled area.</summary>
    public SvgDocument Polygon(IEnumerable<(double X, double Y)> points, string fill, double opacity = 1)
    {
        Append($"<polygon fill=\"{Escaped(fill)}\" fill-opacity=\"{opacity:0.##}\" points=\"{Joined(points)}\"/>\n");
        return this;
    }

    /// <summary>Writes a text.</summary>
    /// <param name="x">Where its anchor stands.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text; its spaces are kept.</param>
    /// <param name="anchor">Which part of it stands there.</param>
    /// <param name="size">The size of the type.</param>
    /// <param name="fill">The colour.</param>
    /// <param name="bold">Whether the type is heavy.</param>
    /// <param name="rotation">By how many degrees it is turned around its anchor, clockwise.</param>
    public SvgDocument Text(
        double x, double y, string text, TextAnchor anchor = TextAnchor.Start, double size = 12, string fill = "#222", bool bold = false, double rotation = 0)
    {
        Append($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" fill=\"{Escaped(fill)}\" xml:space=\"preserve\"");
        if (anchor != TextAnchor.Start)
            Append($" text-anchor=\"{(anchor == TextAnchor.Middle ? "middle" : "end")}\"");
        if (bold)
            body.Append(" font-weight=\"600\"");
        if (rotation != 0)
            Append($" transform=\"rotate({rotation:0.##} {x:0.##} {y:0.##})\"");
        Append($">{Escaped(text)}</text>\n");
        return this;
    }

    /// <summary>Draws another drawing into this one.</summary>
    /// <param name="part">The other drawing.</param>
    /// <param name="x">Where its left side goes.</param>
    /// <param name="y">Where its top goes.</param>
    public SvgDocument Place(SvgDocument part, double x, double y)
    {
        ArgumentNullException.ThrowIfNull(part);
        Append($"<g transform=\"translate({x:0.##} {y:0.##})\">\n");
        body.Append(part.body);
        body.Append("</g>\n");
        return this;
    }

    /// <summary>The document.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width:0.##}\" height=\"{Height:0.##}\" viewBox=\"0 0 {Width:0.##} {Height:0.##}\" role=\"img\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\">\n<title>{Escaped(title)}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n");

    private SvgDocument Close(string element, string? tooltip)
    {
        body.Append(tooltip is null ? "/>\n" : $"><title>{Escaped(tooltip)}</title></{element}>\n");
        return this;
    }

    private void Append(FormattableString text) => body.Append(text.ToString(CultureInfo.InvariantCulture));

    private static string Joined(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")));

    // neither control characters nor halves of surrogate pairs are allowed in XML: a token may hold one
    private static string Escaped(string text) =>
        SecurityElement.Escape(string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "\uFFFD" : rune.ToString())));
}
