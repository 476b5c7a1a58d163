using Emend.Tensors;

namespace Emend.Editing.Values;

/// <summary>What the model said, before any change, after the prompts that shall stay as they are.</summary>
internal sealed class Preservation(SearchRows rows, ValueSearchOptions options)
{
    private readonly Dictionary<int, float[]> before = []; // row → log-probabilities [vocabulary]
    private readonly Dictionary<int, float> weights = [];

    /// <summary>A row's log-probabilities before any change [vocabulary]; null if it is not a row to preserve.</summary>
    public Tensor? Before(int row) => before.TryGetValue(row, out var values) ? Tensor.From(values, [values.Length]) : null;

    /// <summary>The weight of a row in the loss.</summary>
    public float Weight(int row) => weights[row];

    /// <summary>Whether a row is worth computing: all are until the first pass has told which prompts are preserved.</summary>
    public bool Keeps(int row) => !weights.TryGetValue(row, out var weight) || weight > 0;

    /// <summary>Notes the answers of the first pass, in which no change is made yet.</summary>
    /// <param name="asked">All rows to preserve.</param>
    /// <param name="logProbabilities">Their log-probabilities [rows asked for, vocabulary].</param>
    /// <param name="oldAnswers">For each request, the token that it is answered with so far.</param>
    public void Note(int[] asked, Tensor logProbabilities, int[] oldAnswers)
    {
        var vocabulary = logProbabilities.Shape.Columns;
        for (var i = 0; i < asked.Length; i++)
            before[asked[i]] = logProbabilities.Values.Slice(i * vocabulary, vocabulary).ToArray();
        foreach (var group in asked.GroupBy(row => rows.All[row].Request))
        {
            var kept = group.Where(row => options.KlPosition == KlPosition.SubjectLast || !Says(row, oldAnswers[group.Key]))
                .OrderByDescending(row => before[row].Max()).Take(options.KlLimit).ToHashSet();
            foreach (var row in group)
                weights[row] = kept.Contains(row) ? (float)(options.KlFactor / kept.Count) : 0;
        }
    }

    /// <summary>The log-probabilities before any change [rows asked for, vocabulary].</summary>
    public Tensor Stacked(int[] asked)
    {
        var values = asked.SelectMany(row => before[row]).ToArray();
        return Tensor.From(values, [asked.Length, values.Length / asked.Length]);
    }

    // a prompt that is answered like the fact to be edited says the same in other words, or follows from it
    private bool Says(int row, int answer) => Array.IndexOf(before[row], before[row].Max()) == answer;
}
