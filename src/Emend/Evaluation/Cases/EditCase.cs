using System.Text.Json;
using Emend.Editing;

namespace Emend.Evaluation.Cases;

/// <summary>Edits that belong together and the questions that tell what they did: one record of a data set in neutral form.</summary>
public sealed record EditCase
{
    /// <summary>The id in the source as text; its position where the source has none.</summary>
    public required string Id { get; init; }

    /// <summary>The position among the source's records, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The edits; none where the source only holds facts.</summary>
    public required IReadOnlyList<FactEdit> Edits { get; init; }

    /// <summary>The questions.</summary>
    public required IReadOnlyList<EditTest> Tests { get; init; }

    /// <summary>Where the case comes from.</summary>
    public required CaseSource Source { get; init; }

    /// <summary>What was right before the edits to the questions that count as one (MQuAKE); never accepted after them.</summary>
    public IReadOnlyList<string> OldAnswers { get; init; } = [];

    /// <summary>What is odd about the record, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What else the source says about the case, by the names of benchmarks.md.</summary>
    public IReadOnlyDictionary<string, JsonElement> Details { get; init; } = CaseDetails.None;

    /// <summary>The edits as an editor takes them.</summary>
    /// <exception cref="FormatException">The source says too little about one of them; the message names the case.</exception>
    public IReadOnlyList<EditRequest> ToRequests()
    {
        try
        {
            return [.. Edits.Select(edit => edit.ToRequest())];
        }
        catch (FormatException error)
        {
            throw new FormatException($"Case {Id} of {Source.Dataset}: {error.Message}", error);
        }
    }
}
