using System.Globalization;
using System.Net;
using System.Text;
using Emend.Charts;

namespace Emend.Tracing;

/// <summary>A trace as one HTML page that needs nothing else.</summary>
public static class TracePage
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; margin-bottom: .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
        .prompt span { padding: .1rem .15rem; border-radius: .2rem; background: #f1f1f4; margin-right: .15rem; }
        .prompt .subject { background: #dadaeb; font-weight: 600; } .prompt .answer { background: none; color: #54278f; font-weight: 600; }
        dl { display: grid; grid-template-columns: max-content auto; gap: .1rem 1rem; } dt { color: #666; } dd { margin: 0; }
        table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; } th, td { padding: .1rem .45rem; text-align: right; }
        th:first-child { text-align: left; } .figures { display: flex; flex-wrap: wrap; gap: 1rem 2rem; } figure { margin: .5rem 0; overflow-x: auto; max-width: 100%; } summary { color: #666; cursor: pointer; }
        """;

    /// <summary>The page of one trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="model">The name of the model.</param>
    public static string Of(CausalTrace trace, string model)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<h1>Where {Text(model)} keeps a fact</h1>\n<p class=\"prompt\">");
        for (var i = 0; i < trace.Tokens.Count; i++)
            body.Append(CultureInfo.InvariantCulture, $"<span{(i >= trace.Prompt.SubjectFirst && i < trace.Prompt.SubjectEnd ? " class=\"subject\"" : "")}>{Text(trace.Tokens[i].Trim())}</span>");
        body.Append(CultureInfo.InvariantCulture, $"<span class=\"answer\">{Text(trace.Answer.Trim())}</span></p>\n");
        body.Append("<p>").Append(Text(TraceSummary.Of(trace))).Append("</p>\n");
        AppendFigures(body, TraceChart.Maps(trace));
        AppendSettings(body,
            ("answer without noise", Percent(trace.HighScore)),
            ("answer with the subject corrupted", Percent(trace.LowScore)),
            ("total effect", Percent(trace.TotalEffect)),
            ("noise", trace.NoiseLevel is { } level ? string.Create(CultureInfo.InvariantCulture, $"{trace.Noise}, {level:0.#####}") : trace.Noise),
            ("samples", trace.Options.Samples.ToString(CultureInfo.InvariantCulture)),
            ("window", $"{trace.Options.Window} layers"));
        return Page($"Causal trace: {trace.Prompt.Text}", body);
    }

    internal static void AppendFigures(StringBuilder body, IEnumerable<HeatMap> maps)
    {
        body.Append("<div class=\"figures\">\n");
        foreach (var map in maps)
        {
            body.Append("<figure>").Append(map.Draw()).Append("<details><summary>The numbers</summary><table>\n<tr><th></th>");
            for (var column = 0; column < map.Values[0].Count; column++)
                body.Append(CultureInfo.InvariantCulture, $"<th>{column}</th>");
            body.Append("</tr>\n");
            for (var row = 0; row < map.Rows.Count; row++)
            {
                body.Append("<tr><th>").Append(Text(map.Rows[row])).Append("</th>");
                foreach (var value in map.Values[row])
                    body.Append(CultureInfo.InvariantCulture, $"<td>{value:0.0000}</td>");
                body.Append("</tr>\n");
            }

            body.Append("</table></details></figure>\n");
        }

        body.Append("</div>\n");
    }

    internal static void AppendSettings(StringBuilder body, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        body.Append("<h2>Settings and scores</h2>\n<dl>\n");
        foreach (var (name, value) in settings)
            body.Append(CultureInfo.InvariantCulture, $"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>\n");
        body.Append("</dl>\n");
    }

    internal static string Page(string title, StringBuilder body) =>
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title>\n<style>\n{Style}\n</style></head>\n<body>\n{body}</body></html>\n";

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    internal static string Text(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "\uFFFD" : rune.ToString())));
}
