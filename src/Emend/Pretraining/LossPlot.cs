using System.Globalization;
using System.Text;

namespace Emend.Pretraining;

/// <summary>Draws the loss of a training run over its tokens as a self-contained SVG.</summary>
internal static class LossPlot
{
    private const int Width = 720, Height = 360, Left = 56, Right = 16, Top = 28, Bottom = 44;

    private static readonly double[] Losses = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

    /// <summary>The plot; the loss axis is logarithmic.</summary>
    /// <param name="points">Tokens and mean loss, in order; losses are above zero.</param>
    /// <param name="title">What is drawn.</param>
    public static string Draw(IReadOnlyList<(long Tokens, double Loss)> points, string title)
    {
        var (lowest, highest) = points.Count == 0 ? (0.5, 10) : (points.Min(point => point.Loss), points.Max(point => point.Loss));
        var low = Math.Log(Losses.LastOrDefault(tick => tick <= lowest, Losses[0]));
        var high = Math.Log(Losses.FirstOrDefault(tick => tick >= highest, Losses[^1]));
        var most = Math.Max(1, points.Count == 0 ? 1 : points[^1].Tokens);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{System.Security.SecurityElement.Escape(title)}</title>\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n<text x=\"{Left}\" y=\"18\" font-weight=\"600\">{System.Security.SecurityElement.Escape(title)}</text>\n");
        foreach (var tick in Losses.Where(tick => Math.Log(tick) >= low - 1e-9 && Math.Log(tick) <= high + 1e-9))
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{tick}</text>\n");
        var stride = Stride(most / 1e6);
        for (var tick = 0.0; tick <= most / 1e6; tick += stride)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tick * 1e6):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{tick:0.###}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">million tokens</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">loss, nats per token</text>\n");
        svg.Append("<polyline fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"1.5\" points=\"");
        foreach (var (tokens, loss) in points)
            svg.Append(CultureInfo.InvariantCulture, $"{X(tokens):0.#},{Y(loss):0.#} ");
        return svg.Append("\"/>\n</svg>\n").ToString();

        double X(double tokens) => Left + ((Width - Left - Right) * tokens / most);
        double Y(double loss) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log(Math.Max(loss, 1e-6)) - low) / (high - low));
    }

    /// <summary>A round distance of about six ticks.</summary>
    private static double Stride(double range)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(range, 1e-6) / 6)));
        return power * new[] { 1, 2, 5, 10 }.First(step => range / (step * power) <= 7);
    }
}
