using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Emend.Evaluation.Cases;

/// <summary>Writes cases as JSON lines in the neutral form of docs/evaluation.md, which the data set <c>cases</c> reads back.</summary>
public static class CaseWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A case as one line of JSON.</summary>
    public static string ToJson(EditCase edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
            Write(writer, edit);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter writer, EditCase edit)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", edit.Index);
        writer.WriteString("id", edit.Id);
        writer.WriteStartArray("edits");
        foreach (var fact in edit.Edits)
            Write(writer, fact);
        writer.WriteEndArray();
        writer.WriteStartArray("tests");
        foreach (var test in edit.Tests)
            Write(writer, test);
        writer.WriteEndArray();
        WriteTexts(writer, "old_answers", edit.OldAnswers);
        WriteTexts(writer, "notes", edit.Notes);
        writer.WriteStartObject("source");
        writer.WriteString("dataset", edit.Source.Dataset);
        WriteText(writer, "file", edit.Source.File.Length == 0 ? null : edit.Source.File);
        if (edit.Source.Line > 0)
            writer.WriteNumber("line", edit.Source.Line);
        writer.WriteEndObject();
        WriteDetails(writer, edit.Details);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FactEdit fact)
    {
        writer.WriteStartObject();
        WriteText(writer, "subject", fact.Subject);
        WriteText(writer, "likely_subject", fact.LikelySubject);
        WriteText(writer, "subject_id", fact.SubjectId);
        WriteText(writer, "template", fact.Template);
        WriteText(writer, "prompt", fact.Prompt);
        WriteText(writer, "question", fact.Question);
        WriteText(writer, "relation", fact.Relation);
        Write(writer, "target_new", fact.TargetNew);
        Write(writer, "target_old", fact.TargetOld);
        WriteText(writer, "date", fact.Date);
        WriteText(writer, "statement", fact.Statement);
        WriteText(writer, "passage", fact.Passage);
        if (fact.ChangesNothing)
            writer.WriteBoolean("no_op", true);
        WriteDetails(writer, fact.Details);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, EditTarget? target)
    {
        if (target is null)
            return;
        writer.WriteStartObject(name);
        writer.WriteString("text", target.Text);
        WriteText(writer, "id", target.Id);
        WriteTexts(writer, "aliases", target.Aliases);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, EditTest test)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", test.Kind.Name);
        WriteText(writer, "label", test.Label);
        writer.WriteString("prompt", test.Prompt);
        WriteAnswers(writer, test.Answers);
        writer.WriteString("operator", Name(test.Rule));
        writer.WriteString("when", test.When.ToString().ToLowerInvariant());
        WriteText(writer, "against", test.Against);
        WriteText(writer, "group", test.Group);
        if (test.GroupRule != AnswerRule.Any)
            writer.WriteString("group_operator", Name(test.GroupRule));
        if (test.JoinedBy != " ")
            writer.WriteString("joined_by", test.JoinedBy);
        WriteText(writer, "cloze", test.Cloze);
        if (test.IsEdited is { } isEdited)
            writer.WriteBoolean("edited", isEdited);
        WriteText(writer, "subject", test.Subject);
        WriteText(writer, "relation", test.Relation);
        WriteText(writer, "date", test.Date);
        WriteConditions(writer, test.Conditions);
        WriteDetails(writer, test.Details);
        writer.WriteEndObject();
    }

    private static void WriteConditions(Utf8JsonWriter writer, IReadOnlyList<TestCondition> conditions)
    {
        if (conditions.Count == 0)
            return;
        writer.WriteStartArray("conditions_on_unedited_model");
        foreach (var condition in conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("prompt", condition.Prompt);
            WriteAnswers(writer, condition.Answers);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAnswers(Utf8JsonWriter writer, IReadOnlyList<AnswerSet> answers)
    {
        writer.WriteStartArray("answers");
        foreach (var answer in answers)
        {
            writer.WriteStartArray();
            foreach (var text in answer.Texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteDetails(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> details)
    {
        if (details.Count == 0)
            return;
        writer.WriteStartObject("details");
        foreach (var (name, value) in details)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static string Name(AnswerRule rule) => rule == AnswerRule.All ? "all" : "any";
}
