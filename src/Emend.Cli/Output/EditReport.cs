using System.Text.Json;
using Emend.Editing.Interference;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend edit</c>.</summary>
/// <param name="Commit">The commit's name; null after a dry run.</param>
/// <param name="Options">The method's options, by their names.</param>
/// <param name="Checks">Every question, with the answers before and after.</param>
/// <param name="Notes">What there was nothing to compare with for.</param>
/// <param name="Interference">Facts that the edit is likely to disturb, because their keys overlap with the new ones.</param>
/// <param name="PeakBytes">The most memory that the process held.</param>
internal sealed record EditReport(
    int Schema, string? Commit, string Model, string Method, IReadOnlyDictionary<string, JsonElement> Options,
    IReadOnlyList<EditReport.Request> Requests, IReadOnlyList<EditCheck> Checks, IReadOnlyList<string> Notes, IReadOnlyList<InterferenceWarning> Interference,
    EditReport.Times Seconds, long PeakBytes, IReadOnlyList<WeightReport> Weights)
{
    internal sealed record Request(string Prompt, string Subject, string Target, EditAnswer Before, EditAnswer After);

    /// <param name="Total">From the start of the command to the commit.</param>
    /// <param name="Precompute">What does not depend on the facts: templates, second moments.</param>
    /// <param name="Edit">The edit alone.</param>
    internal sealed record Times(double Total, double Precompute, double Edit);
}
