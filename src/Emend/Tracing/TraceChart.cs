using Emend.Charts;

namespace Emend.Tracing;

/// <summary>Draws traces as the published figures do: purple for states, green for MLPs, red for attentions.</summary>
public static class TraceChart
{
    private const double Gap = 8;

    /// <summary>The heat map of one table of a trace: the lightest colour is the probability without restoration.</summary>
    public static HeatMap Map(CausalTrace trace, TraceKind kind)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var table = trace.Table(kind);
        return new HeatMap
        {
            Title = Title(kind),
            Rows = Labels(trace),
            HeavyRows = Enumerable.Range(trace.Prompt.SubjectFirst, trace.Prompt.SubjectEnd - trace.Prompt.SubjectFirst).ToHashSet(),
            Values = [.. Enumerable.Range(0, table.Tokens).Select(token => table.Row(token).ToArray())],
            Minimum = trace.LowScore,
            Maximum = Math.Max(trace.LowScore, table.Scores.ToArray().Max()),
            Scale = ScaleOf(kind),
            ColumnTitle = ColumnTitle(kind, trace.Options.Window),
            ValueTitle = $"p({trace.Answer.Trim()})",
        };
    }

    /// <summary>The heat map of the severed runs beside the states restored alone, at the subject's last token.</summary>
    /// <exception cref="InvalidOperationException">The trace has no severed runs or no table of states.</exception>
    public static HeatMap SeveredMap(CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var state = trace.Table(TraceKind.State).Row(trace.Prompt.SubjectEnd - 1).ToArray();
        IReadOnlyList<float>[] rows = [state, .. trace.Severed.OrderByDescending(severed => severed.Kind).Select(severed => severed.Scores)];
        return new HeatMap
        {
            Title = "Restoring the subject's last state with MLPs or attention severed",
            Rows = ["nothing severed", "attention severed", "MLPs severed"],
            Values = rows,
            Minimum = trace.LowScore,
            Maximum = Math.Max(trace.LowScore, rows.SelectMany(row => row).Max()),
            Scale = ColorScale.Purples,
            ColumnTitle = ColumnTitle(TraceKind.State, 1),
            ValueTitle = $"p({trace.Answer.Trim()})",
        };
    }

    /// <summary>All heat maps of a trace, one below the other.</summary>
    public static SvgDocument Draw(CausalTrace trace) => Stack($"Causal trace of \"{trace?.Prompt.Text}\"", [.. Maps(trace!).Select(map => map.Draw())]);

    /// <summary>All heat maps of a trace.</summary>
    public static IEnumerable<HeatMap> Maps(CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var maps = trace.Tables.Select(table => Map(trace, table.Kind));
        return trace.Severed.Count > 0 && trace.Tables.Any(table => table.Kind == TraceKind.State) ? maps.Append(SeveredMap(trace)) : maps;
    }

    /// <summary>The tokens as rows are named: those of the subject end in an asterisk.</summary>
    public static IReadOnlyList<string> Labels(CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return [.. trace.Tokens.Select((token, i) => token.Trim() + (i >= trace.Prompt.SubjectFirst && i < trace.Prompt.SubjectEnd ? "*" : ""))];
    }

    /// <summary>What a kind restores, in words.</summary>
    internal static string Title(TraceKind kind) => kind switch
    {
        TraceKind.Mlp => "Restoring MLPs after a corrupted subject",
        TraceKind.Attention => "Restoring attention after a corrupted subject",
        _ => "Restoring one state after a corrupted subject",
    };

    /// <summary>What a kind restores, in a word or two.</summary>
    internal static string Plural(TraceKind kind) => kind switch { TraceKind.Mlp => "MLPs", TraceKind.Attention => "attention", _ => "single states" };

    internal static string ColumnTitle(TraceKind kind, int? window) =>
        kind == TraceKind.State ? "layer whose output is restored" : $"centre of the window of {window} restored layers";

    internal static ColorScale ScaleOf(TraceKind kind) => kind switch
    {
        TraceKind.Mlp => ColorScale.Greens,
        TraceKind.Attention => ColorScale.Reds,
        _ => ColorScale.Purples,
    };

    internal static SvgDocument Stack(string title, IReadOnlyList<SvgDocument> parts)
    {
        var stack = new SvgDocument(parts.Max(part => part.Width), parts.Sum(part => part.Height + Gap), title);
        var y = 0.0;
        foreach (var part in parts)
        {
            stack.Place(part, 0, y);
            y += part.Height + Gap;
        }

        return stack;
    }
}
