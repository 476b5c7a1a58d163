using Emend.Files;

namespace Emend;

/// <summary>
/// A change of what a model knows, as data: changes of named weights and a record of how they came about. An edit
/// never touches a model; <c>model.With(edit)</c> is a new model.
/// </summary>
/// <example><code>
/// var edited = model.With(edit);
/// edit.Save("danielle.safetensors");
/// </code></example>
public sealed class Edit
{
    private readonly Dictionary<string, WeightDelta> byWeight;

    /// <summary>An edit of some weights.</summary>
    /// <param name="record">What was asked for and how it was done.</param>
    /// <param name="deltas">The changes, at most one of each weight.</param>
    /// <param name="carry">What is handed on to later edits of the same method, each name once; null for nothing.</param>
    /// <exception cref="ArgumentException">Two changes are of the same weight.</exception>
    public Edit(EditRecord record, IEnumerable<WeightDelta> deltas, IEnumerable<CarriedTensor>? carry = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(deltas);
        Record = record;
        Deltas = [.. deltas.OrderBy(delta => delta.Weight, StringComparer.Ordinal)];
        Carry = [.. (carry ?? []).OrderBy(carried => carried.Name, StringComparer.Ordinal)];
        byWeight = new(StringComparer.Ordinal);
        foreach (var delta in Deltas)
        {
            if (!byWeight.TryAdd(delta.Weight, delta))
                throw new ArgumentException($"The edit changes {Quoted.Text(delta.Weight)} twice: merge the changes first.", nameof(deltas));
        }
    }

    /// <summary>What was asked for and how it was done.</summary>
    public EditRecord Record { get; }

    /// <summary>The changes, in ordinal order of the weights' names.</summary>
    public IReadOnlyList<WeightDelta> Deltas { get; }

    /// <summary>What is handed on to later edits of the same method, in ordinal order of the names.</summary>
    public IReadOnlyList<CarriedTensor> Carry { get; }

    /// <summary>The change of a weight, or null if the edit leaves it as it is.</summary>
    public WeightDelta? this[string weight] => byWeight.GetValueOrDefault(weight);

    /// <summary>The same changes with another record.</summary>
    public Edit WithRecord(EditRecord record) => new(record, Deltas, Carry);

    /// <summary>Reads an edit file; its tensors stay on the disk until they are used.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a sound edit file; the message says why.</exception>
    public static Edit Load(string path) => EditFile.Load(path);

    /// <summary>Writes the edit as a safetensors file, atomically; the same edit gives the same bytes.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is still there.</exception>
    /// <exception cref="ArithmeticException">A value is not a finite number.</exception>
    public void Save(string path) => EditFile.Save(this, path);

    /// <summary>
    /// One edit with the effect of several in their order: low-rank changes of the same weight are put side by side,
    /// or summed where that is smaller. It equals the sequence up to the rounding of float32.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static Edit Merge(IReadOnlyList<Edit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        if (edits.Count == 0)
            throw new ArgumentException("There is no edit to merge.", nameof(edits));
        if (edits.Count == 1)
            return edits[0];
        var merged = new Dictionary<string, WeightDelta>(StringComparer.Ordinal);
        foreach (var delta in edits.SelectMany(edit => edit.Deltas))
            merged[delta.Weight] = merged.TryGetValue(delta.Weight, out var earlier) ? earlier.Then(delta) : delta;
        return new Edit(EditRecord.Merge([.. edits.Select(edit => edit.Record)]), merged.Values, CarriedTensor.Merge(edits.SelectMany(edit => edit.Carry)));
    }
}
