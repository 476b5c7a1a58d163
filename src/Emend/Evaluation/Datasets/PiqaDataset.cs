using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>PIQA (Bisk et al. 2020), which Yao et al. 2023 take as the task of common sense: a goal and two solutions, with the labels in a file beside.</summary>
internal sealed class PiqaDataset : IDataset
{
    public string Name => "piqa";

    public string Description => "A goal and two solutions, one of them right (Bisk et al. 2020), as a task that edits must not harm (Yao et al. 2023).";

    public string Origin => "https://yonatanbisk.com/piqa, or editing-data of github.com/zjunlp/EasyEdit, folder locality/Commonsense Task";

    public string Licence => "AFL 3.0";

    public IReadOnlyList<DatasetVariant> Variants => [];

    public string? DefaultVariant => null;

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        var settings = options ?? new DatasetOptions();
        DatasetList.Variant(this, settings.Variant);
        DatasetList.CheckFile(this, path);
        var labels = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileNameWithoutExtension(path)}-labels.lst");
        if (!File.Exists(labels))
            throw new FileNotFoundException($"There is no file {labels}: the labels of {Path.GetFileName(path)} belong beside it.", labels);
        return Cases(path, labels, settings);
    }

    private IEnumerable<EditCase> Cases(string path, string labels, DatasetOptions options)
    {
        using var lines = File.ReadLines(labels).GetEnumerator();
        foreach (var one in RecordReading.Cases(report => RecordFile.Read(path, report), record => [Case(record)], options))
            yield return one;

        EditCase Case(JsonField record)
        {
            if (!lines.MoveNext() || lines.Current.Trim() is not ("0" or "1"))
                throw record.Fault($"has no label 0 or 1 in {Path.GetFileName(labels)}.");
            var (first, second) = (record["sol1"].Text(), record["sol2"].Text());
            var (right, wrong) = lines.Current.Trim() == "1" ? (second, first) : (first, second);
            return RecordReading.Case(Name, record, null, [], [EditTest.Of(EditTestKind.CommonSense, TestMoment.Unchanged, record["goal"].Text(), new AnswerSet(right), wrong)]);
        }
    }
}
