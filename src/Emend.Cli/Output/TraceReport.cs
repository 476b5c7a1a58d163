using Emend.Tracing;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend trace PROMPT</c>.</summary>
/// <param name="Expected">The right answer, where it was given or is known.</param>
/// <param name="Correct">Whether the model answers so.</param>
/// <param name="HighScore">The answer's probability without noise.</param>
/// <param name="LowScore">Its mean probability with the subject corrupted.</param>
/// <param name="Scores">For each kind its mean probability after each restoration, [token][layer].</param>
/// <param name="Severed">For each kind that was severed, by layer.</param>
internal sealed record TraceReport(
    int Schema, string Model, string Prompt, string Subject, IReadOnlyList<TraceReport.Token> Tokens, TraceReport.Token Answer, string? Expected, bool? Correct,
    double HighScore, double LowScore, double TotalEffect, string Noise, double? NoiseLevel, int Samples, int Window, string? SeveredNoise,
    IReadOnlyDictionary<string, float[][]> Scores, IReadOnlyDictionary<string, IReadOnlyList<float>> Severed)
{
    public static TraceReport Of(CausalTrace trace, string model, string? expected, bool? correct) => new(
        JsonReport.Schema, model, trace.Prompt.Text, trace.Prompt.Subject,
        [.. trace.Tokens.Select((text, i) => new Token(text, trace.Prompt.Tokens[i], i >= trace.Prompt.SubjectFirst && i < trace.Prompt.SubjectEnd))],
        new Token(trace.Answer, trace.AnswerId, null), expected, correct,
        trace.HighScore, trace.LowScore, trace.TotalEffect, trace.Noise, trace.NoiseLevel, trace.Options.Samples, trace.Options.Window!.Value,
        trace.Severed.Count == 0 ? null : trace.Options.SeveredNoise == Emend.Tracing.SeveredNoise.Same ? "same" : "released",
        trace.Tables.ToDictionary(table => TraceFile.Name(table.Kind), table => Enumerable.Range(0, table.Tokens).Select(token => table.Row(token).ToArray()).ToArray()),
        trace.Severed.ToDictionary(severed => TraceFile.Name(severed.Kind), severed => severed.Scores));

    /// <param name="Subject">Whether it belongs to the subject; null for an answer.</param>
    internal sealed record Token(string Text, int Id, bool? Subject);
}
