namespace Emend.Evaluation.Reports;

/// <summary>How a report looks on a screen, on a phone and on paper.</summary>
internal static class ReportStyle
{
    public const string Css =
        """
        :root { --ink: #1c1c1c; --soft: #5c5c5c; --line: #dcdcdc; --pale: #f6f6f4; --new: #0072b2; --bad: #b34700; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        main { max-width: 1120px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem; padding-top: .7rem; border-top: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        p { margin: .4rem 0; max-width: 75ch; }
        .soft { color: var(--soft); }
        .facts { font-size: .9rem; color: var(--soft); overflow-wrap: anywhere; }
        .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .6rem; margin: 1rem 0; }
        .headline div { background: var(--pale); border-radius: 6px; padding: .6rem .8rem; }
        .headline b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .headline span { font-size: .85rem; color: var(--soft); }
        .alarms { border-left: 4px solid #e69f00; background: #fdf7e8; padding: .5rem .9rem; margin: 1rem 0; border-radius: 0 6px 6px 0; }
        .alarms p { margin: .25rem 0; font-size: .93rem; }
        .charts { columns: 310px; column-gap: 1.4rem; }
        .charts figure { margin: 0 0 1.4rem; break-inside: avoid; }
        .charts svg { width: 100%; max-width: 420px; height: auto; display: block; }
        figcaption { font-size: .82rem; color: var(--soft); max-width: 420px; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .34rem .55rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        th:first-child, td:first-child { text-align: left; }
        thead th { font-weight: 600; font-size: .85rem; color: var(--soft); vertical-align: bottom; }
        tr.family th { text-align: left; padding-top: 1.1rem; border-bottom: 2px solid var(--ink); }
        td small { display: block; color: var(--soft); font-size: .78rem; white-space: nowrap; }
        .wide { overflow-x: auto; }
        .compared td small { white-space: normal; max-width: 9.5em; margin-left: auto; }
        td.none { color: #9a9a9a; }
        abbr[title] { text-decoration: underline dotted #9a9a9a; text-underline-offset: 3px; cursor: help; }
        sup { font-size: .7em; color: var(--soft); }
        .run td:nth-child(4) { font-weight: 600; }
        .run td:nth-child(4) small { font-weight: 400; }
        .case { border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; margin: .8rem 0; break-inside: avoid; }
        .case table { font-size: .86rem; margin-top: .4rem; }
        .case th, .case td { text-align: left; }
        .right::before { content: "✓\a0"; color: #007a56; font-weight: 700; }
        .wrong::before { content: "✗\a0"; color: var(--bad); font-weight: 700; }
        .kind { color: var(--soft); font-size: .78rem; display: block; }
        ol.notes { font-size: .86rem; padding-left: 1.6rem; }
        ol.notes li { margin: .3rem 0; max-width: 85ch; }
        details { margin: .6rem 0; }
        summary { cursor: pointer; color: var(--new); }
        pre { background: var(--pale); padding: .8rem; border-radius: 6px; overflow: auto; font-size: .82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        @media screen and (max-width: 700px) {
          main { padding: 1rem .8rem 3rem; }
          table.main, table.main tbody, table.main tr, table.main td, table.main th { display: block; width: 100%; }
          table.main thead { display: none; }
          table.main tr { border-bottom: 1px solid var(--line); padding: .45rem 0; }
          table.main td { border: 0; padding: .1rem 0; display: flex; justify-content: space-between; gap: 1rem; text-align: right; }
          table.main td:first-child { display: block; font-weight: 600; text-align: left; }
          table.main td[data-label]::before { content: attr(data-label); color: var(--soft); font-weight: 400; text-align: left; }
          table.main td small { display: inline; margin-left: .4rem; max-width: none; }
          .case table, .case tbody, .case tr, .case td { display: block; width: 100%; }
          .case thead { display: none; }
          .case tr { padding: .35rem 0; border-bottom: 1px solid var(--line); }
          .case td { border: 0; padding: .05rem 0; }
          .case td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-weight: 400; }
          .case td.right::before { content: "✓ " attr(data-label) ": "; color: #007a56; }
          .case td.wrong::before { content: "✗ " attr(data-label) ": "; color: var(--bad); }
        }
        @page wide { size: landscape; margin: 12mm; }
        @media print {
          @page { margin: 15mm; }
          :root { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h2 { break-after: avoid; margin-top: 1.2rem; }
          tr, .headline div, li { break-inside: avoid; }
          tr.family { break-after: avoid; }
          th, td { padding: .16rem .4rem; }
          table.main { font-size: 8.5pt; }
          table.run td:first-child { white-space: nowrap; }
          table.run td small { display: inline; margin-left: .3rem; font-size: 7pt; }
          table.run thead th:not(:first-child) { white-space: nowrap; }
          .wide { overflow: visible; page: wide; }
          .wide table.compared { font-size: clamp(4.5pt, calc(90pt / var(--columns)), 8.5pt); }
          .compared td small { font-size: .85em; max-width: none; }
          .compared th, .compared td { padding: .1em .4em; }
          .case { margin: .6rem 0; padding: .3rem 0 0; border: 0; border-top: 1px solid var(--line); border-radius: 0; break-inside: auto; }
          .case h3, .case .facts { break-after: avoid; }
          .case table { font-size: .8rem; }
          .case details, summary { display: none; }
          details::details-content { content-visibility: visible; block-size: auto; }
          .charts { columns: 2; }
          abbr[title] { text-decoration: none; }
          .headline div, .alarms, pre { border: 1px solid var(--line); background: none; }
        }
        """;
}
