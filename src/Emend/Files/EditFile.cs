using System.Security.Cryptography;
using System.Text.Json;
using Emend.Tensors.Operations;

namespace Emend.Files;

/// <summary>
/// The edit file: a safetensors file with <c>delta.&lt;weight&gt;</c>, or <c>left.&lt;weight&gt;</c> and
/// <c>right.&lt;weight&gt;</c>, for each changed weight, <c>carry.rows.&lt;name&gt;</c> or <c>carry.state.&lt;name&gt;</c> for
/// what is handed on to later edits, and the record as JSON in the metadata <c>edit</c>.
/// </summary>
internal static class EditFile
{
    private const string RecordKey = "edit";
    private const string DensePrefix = "delta.";
    private const string LeftPrefix = "left.";
    private const string RightPrefix = "right.";
    private const string RowsPrefix = "carry.rows.";
    private const string StatePrefix = "carry.state.";

    public static void Save(Edit edit, string path) => Writer(edit).Save(path);

    /// <summary>The SHA-256 of the file's bytes, in lower-case hexadecimal digits.</summary>
    public static string Hash(Edit edit)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            Writer(edit).WriteTo(stream);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>The SHA-256 of a file's bytes, in lower-case hexadecimal digits.</summary>
    public static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public static Edit Load(string path)
    {
        var file = SafetensorsFile.Open(path);
        var record = Record(path, file.Metadata);
        var deltas = new List<WeightDelta>();
        var carry = new List<CarriedTensor>();
        foreach (var entry in file.Entries)
        {
            if (Weight(entry, DensePrefix) is { } dense)
            {
                deltas.Add(WeightDelta.Full(dense, file.Tensor(entry.Name).ToFloat32()));
            }
            else if (Weight(entry, RowsPrefix) is { } rows && entry.Shape.Rank == 2)
            {
                carry.Add(new CarriedTensor(rows, file.Tensor(entry.Name).ToFloat32(), CarriedKind.Rows));
            }
            else if (Weight(entry, StatePrefix) is { } state)
            {
                carry.Add(new CarriedTensor(state, file.Tensor(entry.Name).ToFloat32(), CarriedKind.State));
            }
            else if (Weight(entry, LeftPrefix) is { } weight)
            {
                if (!file.Contains(RightPrefix + weight))
                    throw Bad(path, $"it has no {Quoted.Text(RightPrefix + weight)} beside {Quoted.Text(entry.Name)}");
                deltas.Add(LowRank(file, weight));
            }
            else if (Weight(entry, RightPrefix) is not { } other || !file.Contains(LeftPrefix + other))
            {
                throw Bad(path, $"it has the tensor {Quoted.Text(entry.Name)}, which belongs to nothing");
            }
        }

        var twice = deltas.GroupBy(delta => delta.Weight, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new Edit(record, deltas, carry) : throw Bad(path, $"it changes {Quoted.Text(twice.Key)} twice");
    }

    /// <summary>Reads only the record: the tensors are not touched.</summary>
    public static EditRecord ReadRecord(string path) => Record(path, SafetensorsHeader.Read(path).Metadata);

    private static SafetensorsWriter Writer(Edit edit)
    {
        var record = JsonSerializer.Serialize(edit.Record, StoredJson.Compact.EditRecord);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [RecordKey] = record });
        foreach (var delta in edit.Deltas)
        {
            delta.RequireFinite();
            if (delta.Dense is not null)
                writer.Add(DensePrefix + delta.Weight, delta.Dense);
            else
                writer.Add(LeftPrefix + delta.Weight, delta.Left!).Add(RightPrefix + delta.Weight, delta.Right!);
        }

        foreach (var carried in edit.Carry)
            writer.Add((carried.Kind == CarriedKind.Rows ? RowsPrefix : StatePrefix) + carried.Name, carried.Value);
        return writer;
    }

    private static EditRecord Record(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(RecordKey, out var json))
            throw Bad(path, "its header has no metadata 'edit'");
        try
        {
            var record = JsonSerializer.Deserialize(json, StoredJson.Compact.EditRecord)
                ?? throw Bad(path, "its record is null");
            return record.Schema is >= 1 and <= EditRecord.NewestSchema ? record : throw new InvalidDataException(
                $"{path} was written by Emend {record.ToolVersion} in the form {record.Schema}, but this version reads {EditRecord.NewestSchema}: update Emend.");
        }
        catch (JsonException error)
        {
            throw Bad(path, $"its record cannot be read ({Quoted.Reason(error)})", error);
        }
    }

    private static string? Weight(SafetensorsEntry entry, string prefix) =>
        entry.Name.Length > prefix.Length && entry.Name.StartsWith(prefix, StringComparison.Ordinal) ? entry.Name[prefix.Length..] : null;

    private static WeightDelta LowRank(SafetensorsFile file, string weight)
    {
        try
        {
            return WeightDelta.LowRank(weight, file.Tensor(LeftPrefix + weight).ToFloat32(), file.Tensor(RightPrefix + weight).ToFloat32());
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{file.Path} is not a sound edit file: {error.Message}", error);
        }
    }

    private static InvalidDataException Bad(string path, string why, Exception? inner = null) =>
        new($"{path} is not a sound edit file: {why}.", inner);
}
