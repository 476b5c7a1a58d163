using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// WikiGen (Mitchell et al. 2022, MEND): passages of WikiText whose ends were written anew by a small model. The file is one object of two
/// columns, <c>original</c> and <c>completions</c>, which are read side by side.
/// </summary>
internal sealed class WikiGenDataset : IDataset
{
    public string Name => "wikigen";

    public string Description => "Passages of Wikipedia with other ends (Mitchell et al. 2022: MEND's generation set).";

    public string Origin => "the link to data/10token in github.com/eric-mitchell/mend";

    public string Licence => "MIT (MEND); the passages are CC BY-SA 3.0 (Wikipedia)";

    public IReadOnlyList<DatasetVariant> Variants => [];

    public string? DefaultVariant => null;

    public IEnumerable<EditCase> Read(string path, DatasetOptions? options = null)
    {
        var settings = options ?? new DatasetOptions();
        DatasetList.Variant(this, settings.Variant);
        DatasetList.CheckFile(this, path);
        return Cases(path, settings);
    }

    private IEnumerable<EditCase> Cases(string path, DatasetOptions options)
    {
        using var originals = RecordFile.Column(path, "original", fault => throw fault).GetEnumerator();
        foreach (var one in RecordReading.Cases(report => RecordFile.Column(path, "completions", report), Case, options))
            yield return one;

        IEnumerable<EditCase> Case(JsonField completion)
        {
            if (!originals.MoveNext())
                throw completion.Fault("has no original passage at its position.");
            return [Of(completion, completion.Text(), originals.Current.Text())];
        }
    }

    private EditCase Of(JsonField record, string text, string original)
    {
        var place = text == original ? -1 : text.AsSpan(0, text.AsSpan().CommonPrefixLength(original)).LastIndexOf(' ');
        if (place <= 0)
        {
            return RecordReading.Case(Name, record, null, [new FactEdit { Statement = text, ChangesNothing = text == original }], []) with
            {
                Notes = ["The passage shares no beginning with the original, or is the original: no prompt and target can be told apart."],
            };
        }

        var (prompt, target) = (text[..place], text[(place + 1)..]);
        var edit = new FactEdit { Prompt = prompt, TargetNew = new EditTarget(target), TargetOld = new EditTarget(original[(place + 1)..]), Statement = text };
        return RecordReading.Case(Name, record, null, [edit], [EditTest.Of(EditTestKind.Rewrite, TestMoment.After, prompt, new AnswerSet(target), edit.TargetOld.Text)]);
    }
}
