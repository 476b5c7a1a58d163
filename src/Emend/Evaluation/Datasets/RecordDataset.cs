using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>A data set whose files are lists of records, each of which becomes a case.</summary>
internal abstract class RecordDataset : IDataset
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract string Origin { get; }

    public abstract string Licence { get; }

    public virtual IReadOnlyList<DatasetVariant> Variants => [];

    public virtual string? DefaultVariant => null;

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var settings = options ?? new DatasetOptions();
        var variant = DatasetList.Variant(this, settings.Variant);
        DatasetList.CheckFile(this, path);
        return RecordReading.Cases(report => Records(path, report), record => Cases(record, variant), settings);
    }

    /// <summary>The records of a file.</summary>
    protected virtual IEnumerable<JsonField> Records(string path, Action<MalformedRecordException> report) =>
        RecordFile.Read(path, report).SelectMany(root => IsCollection(root) ? root.Members().Select((member, i) => member.At(i)) : [root]);

    /// <summary>Whether a top-level object holds records under names rather than being one.</summary>
    protected virtual bool IsCollection(JsonField root) => false;

    /// <summary>The cases of a record: usually one; none if the format's rules leave it out.</summary>
    protected abstract IEnumerable<EditCase> Cases(JsonField record, string variant);

    /// <summary>A case of a record.</summary>
    protected EditCase Case(JsonField record, string? id, IReadOnlyList<FactEdit> edits, IReadOnlyList<EditTest> tests) => RecordReading.Case(Name, record, id, edits, tests);
}
