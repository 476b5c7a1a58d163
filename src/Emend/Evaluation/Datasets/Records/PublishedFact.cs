using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>The pieces of a record that many formats share.</summary>
internal static class PublishedFact
{
    /// <summary>What old files write where no old object is given.</summary>
    private const string NoObject = "<|endoftext|>";

    /// <summary>An object: a text, a <c>{str, id}</c>, or a list of names; null if it is missing.</summary>
    public static EditTarget? Target(JsonField field)
    {
        if (field.IsMissing)
            return null;
        if (field.IsList)
        {
            var names = field.Items().SelectMany(item => Answers(item)).SelectMany(answer => answer.Texts).Distinct().ToList();
            return names.Count == 0 ? null : new EditTarget(names[0]) { Aliases = names[1..] };
        }

        var text = (field.IsObject ? field["str"] : field).AnswerOrNull();
        return text is null or NoObject ? null : new EditTarget(text, field.IsObject ? field["id"].TextOrNull() : null);
    }

    /// <summary>An object that must be there.</summary>
    public static EditTarget NeededTarget(JsonField field) => Target(field) ?? throw (field.IsObject ? field["str"] : field).Fault("is missing.");

    /// <summary>The form of CounterFact's <c>requested_rewrite</c>: a template, its subject and its targets.</summary>
    public static FactEdit Rewrite(JsonField field)
    {
        var subject = field["subject"].Text();
        var template = field["prompt"].Text();
        var place = template.IndexOf("{}", StringComparison.Ordinal);
        if (place < 0)
            throw field["prompt"].Fault("has no {} in place of the subject.");
        if (template.IndexOf("{}", place + 2, StringComparison.Ordinal) >= 0)
            throw field["prompt"].Fault("has more than one {}.");
        return new FactEdit
        {
            Subject = subject,
            Template = template,
            Prompt = FactEdit.Fill(template, subject),
            Question = field["question"].TextOrNull(),
            Relation = field["relation_id"].TextOrNull(),
            TargetNew = NeededTarget(field["target_new"]),
            TargetOld = Target(field["target_true"]),
        };
    }

    /// <summary>The form of EasyEdit's requests: a prompt with the subject written out.</summary>
    public static FactEdit Written(string? subject, string prompt, EditTarget target, EditTarget? old) => new()
    {
        Subject = subject,
        Template = FactEdit.TemplateOf(prompt, subject),
        Prompt = prompt,
        TargetNew = target,
        TargetOld = old,
    };

    /// <summary>Answers that are a text, a list of texts, or a list of lists: the outer ones are alternatives, the inner ones names of one.</summary>
    public static IReadOnlyList<AnswerSet> Answers(JsonField field)
    {
        if (!field.IsList)
            return field.AnswerOrNull() is { } text ? [new AnswerSet(text)] : [];
        var answers = new List<AnswerSet>();
        foreach (var item in field.Items())
        {
            var names = item.IsList ? [.. item.Items().Select(name => name.AnswerOrNull()).OfType<string>()] : item.AnswerOrNull() is { } text ? [text] : Array.Empty<string>();
            if (names.Length > 0)
                answers.Add(new AnswerSet(names));
        }

        return [.. answers.Distinct()];
    }

    /// <summary>The names of one answer: a main one and a list of others.</summary>
    public static AnswerSet Names(JsonField main, JsonField others) => new([main.AnswerOrNull() ?? throw main.Fault("is missing."), .. others.Texts().Select(text => text.TrimStart(' ')).Where(text => text.Length > 0)]);

    /// <summary>The names of one answer as a list.</summary>
    public static AnswerSet Names(JsonField list) => list.Texts().Select(text => text.TrimStart(' ')).Where(text => text.Length > 0).ToList() is { Count: > 0 } names
        ? new AnswerSet(names)
        : throw list.Fault("is missing.");

    /// <summary>Prompts and their answers, as two texts or two lists that run in parallel; an answer that is missing is null.</summary>
    public static IEnumerable<(string Prompt, string? Answer)> Paired(JsonField prompts, JsonField answers)
    {
        if (!prompts.IsList)
            return prompts.TextOrNull() is { } prompt ? [(prompt, answers.IsList ? answers.Items().FirstOrDefault().TextOrNull() : answers.TextOrNull())] : [];
        var (questions, replies) = (prompts.Items().ToList(), answers.Items().ToList());
        return questions.Count == replies.Count
            ? questions.Zip(replies, (question, reply) => (question.Text(), reply.TextOrNull()))
            : throw answers.Fault($"holds {replies.Count} answers for {questions.Count} prompts.");
    }
}
