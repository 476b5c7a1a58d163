using System.Globalization;
using System.Net;
using System.Text;

namespace Emend.Evaluation.Reports;

/// <summary>A page that needs nothing but itself: no script, no other file. Texts are escaped, whatever they hold.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder body = new();
    private readonly string title;

    public HtmlPage(string title) => this.title = title;

    /// <summary>Adds markup in which every inserted text is escaped.</summary>
    public HtmlPage Add(FormattableString markup)
    {
        body.Append(Escape(markup)).Append('\n');
        return this;
    }

    /// <summary>Adds markup that is escaped already, such as a drawing.</summary>
    public HtmlPage AddRaw(string markup)
    {
        body.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Markup in which every inserted text is escaped; inserted markup keeps its own.</summary>
    public static string Escape(FormattableString markup) => string.Format(
        CultureInfo.InvariantCulture,
        markup.Format,
        [.. markup.GetArguments().Select(argument => argument is Markup known ? known.Text : WebUtility.HtmlEncode(Convert.ToString(argument, CultureInfo.InvariantCulture) ?? ""))]);

    public override string ToString() =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {ReportStyle.Css}
        </style>
        </head>
        <body>
        <main>
        {body}</main>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    /// <summary>Markup that is inserted as it is.</summary>
    /// <param name="Text">The markup.</param>
    public readonly record struct Markup(string Text)
    {
        public static Markup Of(FormattableString markup) => new(Escape(markup));
    }
}
