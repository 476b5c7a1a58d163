using System.Text.Json;

namespace Emend.Editing.Requests;

/// <summary>
/// A file of edits: a JSON array or JSON lines, in CounterFact's form, the form of ROME's requests, EasyEdit's, KnowEdit's
/// or MEND's zsRE; the records may be mixed.
/// </summary>
public static class RequestFile
{
    private const long LargestFile = 1L << 30;

    /// <summary>Reads all edits of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">A record is not of a known form; the message names the file and the record.</exception>
    public static IReadOnlyList<RequestedEdit> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no file of requests {path}.", path);
        if (file.Length > LargestFile)
            throw new FormatException($"{path} is larger than 1 GB: split it.");
        var text = File.ReadAllText(path);
        var edits = (IsLines(text) ? ReadLines(path, text) : ReadDocument(path, text)).ToList();
        return edits.Count > 0 ? edits : throw new FormatException($"{path} asks for no edit.");
    }

    /// <summary>Whether each line is an object of its own: the first line that is not blank begins and ends one.</summary>
    private static bool IsLines(string text)
    {
        var first = text.AsSpan().TrimStart();
        var end = first.IndexOf('\n');
        var line = (end < 0 ? first : first[..end]).TrimEnd();
        return line is ['{', .., '}'];
    }

    private static IEnumerable<RequestedEdit> ReadLines(string path, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            using var document = Parse(line, $"{path}, line {number}");
            foreach (var edit in new RequestRecord(document.RootElement, $"{path}, line {number}").Edits().ToList())
                yield return edit;
        }
    }

    private static IEnumerable<RequestedEdit> ReadDocument(string path, string text)
    {
        using var document = Parse(text, path);
        var number = 0;
        foreach (var element in document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : [document.RootElement])
        {
            number++;
            foreach (var edit in new RequestRecord(element, $"{path}, record {number}").Edits().ToList())
                yield return edit;
        }
    }

    private static JsonDocument Parse(string text, string where)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw new FormatException($"{where} is not valid JSON: {error.Message}", error);
        }
    }
}
