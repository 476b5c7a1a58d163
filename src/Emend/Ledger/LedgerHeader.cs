using System.Text.Json;
using Emend.Files;

namespace Emend.Ledger;

/// <summary>The file <c>ledger.json</c>: the form of the folder and the model that it belongs to.</summary>
/// <param name="Format">The form of the folder.</param>
/// <param name="Model">The model's name.</param>
/// <param name="ModelHash">The hash of the unedited model's weights.</param>
internal sealed record LedgerHeader(int Format, string Model, string ModelHash)
{
    public const string FileName = "ledger.json";
    public const int NewestFormat = 1;

    /// <summary>Reads and checks the file.</summary>
    public static LedgerHeader Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var header = JsonSerializer.Deserialize(File.ReadAllBytes(path), StoredJson.Compact.LedgerHeader)
                ?? throw new InvalidDataException($"{path} is not the head of a ledger: it is null.");
            return header.Format is >= 1 and <= NewestFormat ? header : throw new InvalidDataException(
                $"The ledger {folder} has the form {header.Format}, but this version of Emend reads {NewestFormat}: update Emend.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not the head of a ledger ({Quoted.Reason(error)}): restore it from a copy.", error);
        }
    }

    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), [.. JsonSerializer.SerializeToUtf8Bytes(this, StoredJson.Compact.LedgerHeader), (byte)'\n']);
}
