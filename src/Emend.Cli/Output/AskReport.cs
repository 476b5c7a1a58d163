namespace Emend.Cli.Output;

/// <summary>The document of <c>emend ask</c>.</summary>
/// <param name="Prompt">The text that was continued.</param>
/// <param name="Completion">What the model wrote.</param>
/// <param name="Stopped">Why it ends: <c>endOfText</c>, <c>stopString</c>, <c>maximumTokens</c>, <c>contextFull</c>.</param>
/// <param name="Top">The most probable next tokens.</param>
/// <param name="Edits">The commits whose edits were applied.</param>
/// <param name="Original">With <c>--compare</c>, the same without edits.</param>
internal sealed record AskReport(
    int Schema, string Model, string Prompt, string Completion, string Stopped, IReadOnlyList<AskReport.Candidate> Top, IReadOnlyList<string> Edits, AskReport.Answer? Original)
{
    internal sealed record Candidate(string Token, int Id, double Probability);

    internal sealed record Answer(string Completion, string Stopped, IReadOnlyList<Candidate> Top);
}
