using System.Text.Json;
using Emend.Editing;

namespace Emend.Evaluation.Cases;

/// <summary>One change of knowledge that a case asks for, as far as its source describes it.</summary>
public sealed record FactEdit
{
    /// <summary>What the fact is about; null if the source does not say.</summary>
    public string? Subject { get; init; }

    /// <summary>What the fact is about as the reader makes it out, where the source does not say; is used for requests only.</summary>
    public string? LikelySubject { get; init; }

    /// <summary>The subject's id in the source, for example <c>Q38111</c>.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The statement up to the answer with one <c>{}</c> in place of the subject; null if it is not known.</summary>
    public string? Template { get; init; }

    /// <summary>The statement up to the answer with the subject filled in; null if the source gives only a question or a text.</summary>
    public string? Prompt { get; init; }

    /// <summary>The fact as a question.</summary>
    public string? Question { get; init; }

    /// <summary>The relation's name or id in the source.</summary>
    public string? Relation { get; init; }

    /// <summary>What shall be answered after the edit; null if the edit is a text.</summary>
    public EditTarget? TargetNew { get; init; }

    /// <summary>What is answered before the edit, where it is known.</summary>
    public EditTarget? TargetOld { get; init; }

    /// <summary>From when on the new answer is true, as the source writes it.</summary>
    public string? Date { get; init; }

    /// <summary>The new fact as a whole sentence.</summary>
    public string? Statement { get; init; }

    /// <summary>A text that tells the new fact at length (AKEW).</summary>
    public string? Passage { get; init; }

    /// <summary>Whether the source asks for what is true already, so that nothing changes.</summary>
    public bool ChangesNothing { get; init; }

    /// <summary>What else the source says about the edit, by the names of benchmarks.md.</summary>
    public IReadOnlyDictionary<string, JsonElement> Details { get; init; } = CaseDetails.None;

    /// <summary>Why an editor can't be asked for this edit, as a sentence; null if it can.</summary>
    public string? WhyNoRequest =>
        TargetNew is not { Text.Length: > 0 } ? "The edit has no new answer." :
        string.IsNullOrWhiteSpace(RequestSubject) ? "The edit names no subject." :
        RequestTemplate is null ? $"The subject \"{RequestSubject}\" does not occur in the edit's prompt." : null;

    private string? RequestSubject => Subject ?? LikelySubject;

    private string? RequestTemplate => Template ?? TemplateOf(Prompt, RequestSubject);

    /// <summary>The edit as an editor takes it.</summary>
    /// <exception cref="FormatException">The source says too little (<see cref="WhyNoRequest"/>) or the request can not be carried out.</exception>
    public EditRequest ToRequest() => WhyNoRequest is { } reason
        ? throw new FormatException($"\"{Prompt ?? Question ?? Statement}\" is no request: {reason}")
        : new EditRequest(RequestTemplate!, RequestSubject!, TargetNew!.Text) { TrueTarget = TargetOld?.Text }.Checked();

    /// <summary>The edit that a request asks for.</summary>
    public static FactEdit Of(EditRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new FactEdit
        {
            Subject = request.Subject,
            Template = request.Prompt,
            Prompt = request.Text,
            TargetNew = new EditTarget(request.Target),
            TargetOld = request.TrueTarget is { } truth ? new EditTarget(truth) : null,
        };
    }

    /// <summary>A prompt with <c>{}</c> in place of the subject's first occurrence; null if it does not occur.</summary>
    internal static string? TemplateOf(string? prompt, string? subject)
    {
        var place = prompt is null || string.IsNullOrEmpty(subject) ? -1 : prompt.IndexOf(subject, StringComparison.Ordinal);
        return place < 0 ? null : string.Concat(prompt.AsSpan(0, place), "{}", prompt.AsSpan(place + subject!.Length));
    }

    /// <summary>A template with the subject in place of its <c>{}</c>; further braces stay.</summary>
    internal static string Fill(string template, string subject)
    {
        var place = template.IndexOf("{}", StringComparison.Ordinal);
        return place < 0 ? template : string.Concat(template.AsSpan(0, place), subject, template.AsSpan(place + 2));
    }
}
