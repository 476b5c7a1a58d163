using System.Text.Json;

namespace Emend.Text.Files;

/// <summary>Reads JSON with errors that name the file.</summary>
internal static class JsonFile
{
    /// <summary>Reads the contents of a file.</summary>
    public static JsonField Parse(ReadOnlyMemory<byte> contents, string file)
    {
        if (contents.Span.StartsWith("\uFEFF"u8))
            contents = contents[3..];
        try
        {
            using var document = JsonDocument.Parse(contents);
            return new JsonField(document.RootElement.Clone(), "", file);
        }
        catch (JsonException error)
        {
            throw new TokenizerFormatException($"{file}: the file is not valid JSON (line {error.LineNumber + 1}).", error);
        }
    }
}
