namespace Emend.Evaluation.Datasets.Records;

/// <summary>The records of a file, one after the other: the elements of a JSON array, or JSON values in a row, such as JSON lines.</summary>
internal static class RecordFile
{
    /// <summary>Reads all records. Each is valid until the next is asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Is told of what is not JSON; if it returns, reading goes on where that is possible.</param>
    /// <exception cref="InvalidDataException">The compressed file is damaged.</exception>
    public static IEnumerable<JsonField> Read(string path, Action<MalformedRecordException> report)
    {
        using var input = RecordInput.Open(path);
        var file = Path.GetFileName(path);
        var first = input.Peek();
        if (first < 0)
            throw new FormatException($"{path} is empty: a data set has at least one record.");
        foreach (var record in first == '[' ? Elements(input, file, report) : Values(input, file, report))
            yield return record;
    }

    /// <summary>Reads one record once more.</summary>
    /// <param name="path">The file, which is not compressed.</param>
    /// <param name="place">Where the record was found.</param>
    /// <param name="read">Takes what is needed of it; the record is valid only then.</param>
    public static T Again<T>(string path, RecordPlace place, Func<JsonField, T> read)
    {
        using var input = RecordInput.Open(path, place.Offset);
        if (!input.TryRead(out var document, out var fault, out _))
            throw place.Fault("", fault);
        using (document)
            return read(new JsonField(document.RootElement, place));
    }

    /// <summary>The members of the file's only object, one after the other, each as a record of its own.</summary>
    public static IEnumerable<JsonField> Members(string path, Action<MalformedRecordException> report)
    {
        using var input = RecordInput.Open(path);
        var file = Path.GetFileName(path);
        var index = 0;
        foreach (var name in Names(input, path, report))
        {
            if (!Next(input, file, index, report, out var record))
                yield break;
            using (record.Document)
                yield return record.Field.Under(name);
            index++;
        }
    }

    /// <summary>The elements of an array that is one field of the file's only object, for files that hold columns.</summary>
    public static IEnumerable<JsonField> Column(string path, string name, Action<MalformedRecordException> report)
    {
        using var input = RecordInput.Open(path);
        var file = Path.GetFileName(path);
        foreach (var found in Names(input, path, report))
        {
            if (input.Peek() == '[')
            {
                foreach (var element in Elements(input, file, report, isWhole: false))
                {
                    if (found == name)
                        yield return element;
                }

                if (found == name)
                    yield break;
            }
            else if (Next(input, file, 0, report, out var value))
            {
                value.Document.Dispose();
            }
            else
            {
                yield break;
            }
        }

        report(new RecordPlace(file, input.Line, 0).Fault(name, "the column is missing."));
    }

    /// <summary>The names in an object; whoever asks reads each one's value before the next.</summary>
    private static IEnumerable<string> Names(RecordInput input, string path, Action<MalformedRecordException> report)
    {
        var file = Path.GetFileName(path);
        if (input.Peek() != '{')
            throw new FormatException($"{path} is not a JSON object.");
        input.Pass(1);
        for (var index = 0; input.Peek() is var next && next != '}'; index++)
        {
            if (index > 0 && next == ',')
            {
                input.Pass(1);
                next = input.Peek();
            }

            if (next != '"')
            {
                report(new RecordPlace(file, input.Line, index).Fault("", next < 0 ? "the file ends in the middle of its object." : "the name of a field is missing."));
                yield break;
            }

            if (!Next(input, file, index, report, out var key))
                yield break;
            string name;
            using (key.Document)
                name = key.Field.TextOrNull() ?? "";
            if (input.Peek() != ':')
            {
                report(new RecordPlace(file, input.Line, index).Fault(name, "has no value."));
                yield break;
            }

            input.Pass(1);
            yield return name;
        }
    }

    private static IEnumerable<JsonField> Elements(RecordInput input, string file, Action<MalformedRecordException> report, bool isWhole = true)
    {
        input.Pass(1);
        var index = 0;
        while (input.Peek() is var next && next != ']')
        {
            if (index > 0 && next == ',')
            {
                input.Pass(1);
                next = input.Peek();
            }
            else if (index > 0)
            {
                report(new RecordPlace(file, input.Line, index).Fault("", next < 0 ? "the file ends in the middle of its list." : "a comma or the end of the list is missing."));
                yield break;
            }

            if (next < 0)
            {
                report(new RecordPlace(file, input.Line, index).Fault("", "the file ends in the middle of its list."));
                yield break;
            }

            if (!Next(input, file, index, report, out var record))
                yield break; // where the next element would start can't be told
            using (record.Document)
                yield return record.Field;
            index++;
        }

        input.Pass(1);
        if (isWhole && input.Peek() >= 0)
            report(new RecordPlace(file, input.Line, index).Fault("", "something follows the end of the list."));
    }

    private static IEnumerable<JsonField> Values(RecordInput input, string file, Action<MalformedRecordException> report)
    {
        var isLines = false; // whether values stand on lines of their own, so that a bad one ends with its line
        for (var index = 0; input.Peek() >= 0; index++)
        {
            var (line, offset) = (input.Line, input.Offset);
            if (!input.TryRead(out var document, out var fault, out var faultLine))
            {
                report(new RecordPlace(file, line, index).Fault("", fault));
                if (!isLines && faultLine != line)
                    yield break; // a value over several lines: where the next one would start can't be told
                input.PassLine();
                continue;
            }

            isLines = input.Line == line;

            using (document)
                yield return new JsonField(document.RootElement, new RecordPlace(file, line, index, offset));
        }
    }

    private static bool Next(RecordInput input, string file, int index, Action<MalformedRecordException> report, out (System.Text.Json.JsonDocument Document, JsonField Field) record)
    {
        var place = new RecordPlace(file, input.Line, index, input.Offset);
        record = default;
        if (!input.TryRead(out var document, out var fault, out _))
        {
            report(place.Fault("", fault));
            return false;
        }

        record = (document, new JsonField(document.RootElement, place));
        return true;
    }
}
