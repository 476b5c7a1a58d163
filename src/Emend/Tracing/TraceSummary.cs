using System.Globalization;

namespace Emend.Tracing;

/// <summary>What a trace shows, in words.</summary>
public static class TraceSummary
{
    private const float SmallestEffect = 0.02f;

    /// <summary>One sentence on the whole, and one on each kind: which restoration brings back most.</summary>
    public static string Of(CausalTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var whole = string.Create(CultureInfo.InvariantCulture,
            $"The answer \"{trace.Answer.Trim()}\" has a probability of {100 * trace.HighScore:0.0} %, and of {100 * trace.LowScore:0.0} % when the subject is corrupted.");
        return trace.TotalEffect < SmallestEffect
            ? whole + " The answer does not depend on the subject: there is little to trace."
            : string.Join(' ', [whole, .. trace.Tables.Select(table => Of(trace, table))]);
    }

    private static string Of(CausalTrace trace, TraceTable table)
    {
        var (token, layer) = Best(trace, table);
        var (first, end) = trace.Options.LayersAround(layer, table.Layers);
        var restored = table.Kind == TraceKind.State ? $"the state behind layer {layer}"
            : $"the {(table.Kind == TraceKind.Attention ? "attention" : end - first == 1 ? "MLP" : "MLPs")} of {(end - first == 1 ? $"layer {first}" : $"layers {first} to {end - 1}")}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(table.Kind == TraceKind.Attention ? "Restoring" : "At the subject, restoring")} {restored} at \"{TraceChart.Labels(trace)[token]}\" brings it back to {100 * table[token, layer]:0.0} %.");
    }

    /// <summary>
    /// The best restoration; of states and MLPs the best at the subject, because late at the last token they hold the answer itself.
    /// </summary>
    private static (int Token, int Layer) Best(CausalTrace trace, TraceTable table)
    {
        if (table.Kind == TraceKind.Attention)
            return table.Best();
        return Enumerable.Range(trace.Prompt.SubjectFirst, trace.Prompt.SubjectEnd - trace.Prompt.SubjectFirst)
            .SelectMany(token => Enumerable.Range(0, table.Layers).Select(layer => (Token: token, Layer: layer)))
            .MaxBy(place => table[place.Token, place.Layer]);
    }
}
