using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets.Records;
using Emend.Evaluation.Metrics.Texts;

namespace Emend.Evaluation.Datasets;

/// <summary>
/// CounterFact's <c>attribute_snippets.json</c> (Meng et al. 2022, dsets/attr_snippets.py): for each relation and object, texts about
/// subjects that truly have that object. The weights of all words and the places of the records are kept; the texts are read again
/// when a case asks for them, so that memory grows with neither their length nor the number of cases.
/// </summary>
public sealed class AttributeSnippets
{
    private readonly string path;
    private readonly Dictionary<(string Relation, string Object), List<RecordPlace>> places;

    private AttributeSnippets(string path, Dictionary<(string Relation, string Object), List<RecordPlace>> places, TermWeights weights) =>
        (this.path, this.places, Weights) = (path, places, weights);

    /// <summary>The weights of terms, fitted on all texts of the file (the reference: dsets/tfidf_stats.py).</summary>
    public TermWeights Weights { get; }

    /// <summary>Reads the file once.</summary>
    /// <param name="path">A list of records with <c>relation_id</c>, <c>target_id</c> and <c>samples</c>, each with <c>name</c> and <c>text</c>.</param>
    /// <param name="options">Whether malformed records are passed over, and where they are counted.</param>
    /// <param name="cancel">Stops between two records.</param>
    /// <exception cref="MalformedRecordException">A record is not what the format says; the message names file, line and field.</exception>
    /// <exception cref="FormatException">The file is empty or compressed, or has no sound record.</exception>
    public static AttributeSnippets Read(string path, DatasetOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}: give the path of attribute_snippets.json.", path);
        if (RecordInput.IsCompressed(path))
            throw new FormatException($"{path} is compressed: unpack it, because texts are looked up in it all through a run.");
        var places = new Dictionary<(string, string), List<RecordPlace>>();
        var weights = TermWeights.Fit(Documents());
        return places.Count > 0
            ? new AttributeSnippets(path, places, weights)
            : throw new FormatException($"{path} has no sound record: each has a relation_id, a target_id and samples.");

        IEnumerable<string> Documents()
        {
            foreach (var record in RecordReading.Each(report => RecordFile.Read(path, report), Parse, options ?? new DatasetOptions()))
            {
                cancel.ThrowIfCancellationRequested();
                if (!places.TryGetValue((record.Relation, record.Object), out var known))
                    places[(record.Relation, record.Object)] = known = [];
                known.Add(record.Place);
                foreach (var (_, text) in record.Samples)
                    yield return text;
            }
        }
    }

    /// <summary>Whether the file has texts for a case's relation and new object.</summary>
    public bool Has(EditCase one) => KeyOf(one) is { } key && places.ContainsKey(key);

    /// <summary>
    /// The texts that consistency compares a case with, and those among them about the edited subject itself, which essence reads
    /// (eval_utils_counterfact.py); none if the file has none for its relation and new object.
    /// </summary>
    public (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject) For(EditCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (KeyOf(one) is not { } key || !places.TryGetValue(key, out var known))
            return ([], []);
        var samples = known.SelectMany(place => RecordFile.Again(path, place, record => Parse(record).Samples)).ToArray();
        var subject = one.Edits[0].Subject;
        return ([.. samples.Select(sample => sample.Text)], [.. samples.Where(sample => sample.Name == subject).Select(sample => sample.Text)]);
    }

    /// <summary>Objects go by their id; by their name where the data set gives none.</summary>
    private static (string, string)? KeyOf(EditCase one) =>
        one.Edits is [{ Relation: { } relation, TargetNew: { } target }, ..] ? (relation, target.Id ?? target.Text) : null;

    private static Record Parse(JsonField record)
    {
        var samples = record["samples"];
        return samples.IsList
            ? new Record(record["relation_id"].Text(), record["target_id"].Text(), [.. samples.Items().Select(sample => (sample["name"].TextOrNull(), Text(sample["text"])))], record.Place)
            : throw samples.Fault("is not a list.");
    }

    /// <summary>A text, which may be empty: the reference counts it among the documents.</summary>
    private static string Text(JsonField text) => text.IsText ? text.TextOrNull() ?? "" : throw text.Fault(text.IsMissing ? "is missing." : "is not a text.");

    private sealed record Record(string Relation, string Object, (string? Name, string Text)[] Samples, RecordPlace Place);
}
