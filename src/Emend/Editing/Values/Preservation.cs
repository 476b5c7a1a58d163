using Emend.Tensors;

namespace Emend.Editing.Values;

/// <summary>What the model said, before any change, after the prompts that shall stay as they are.</summary>
internal sealed class Preservation(SearchRows rows, ValueSearchOptions options)
{
    private readonly Dictionary<int, float[]> before = []; // row → log-probabilities [vocabulary]

    /// <summary>A row's log-probabilities before any change [vocabulary]; null if it is not a row to preserve.</summary>
    public Tensor? Before(int row) => before.TryGetValue(row, out var values) ? Tensor.From(values, [values.Length]) : null;

    /// <summary>The weight of a row in the loss: its request's preserved prompts have equal parts.</summary>
    public float Weight(int row) => (float)(options.KlFactor / rows.Preserved(rows.All[row].Request));

    /// <summary>Notes the answers of the first pass, in which no change is made yet.</summary>
    /// <param name="asked">All rows to preserve.</param>
    /// <param name="logProbabilities">Their log-probabilities [rows asked for, vocabulary].</param>
    public void Note(int[] asked, Tensor logProbabilities)
    {
        var vocabulary = logProbabilities.Shape.Columns;
        for (var i = 0; i < asked.Length; i++)
            before[asked[i]] = logProbabilities.Values.Slice(i * vocabulary, vocabulary).ToArray();
    }

    /// <summary>The log-probabilities before any change [rows asked for, vocabulary].</summary>
    public Tensor Stacked(int[] asked)
    {
        var vocabulary = before[asked[0]].Length;
        var values = new float[asked.Length * vocabulary];
        for (var i = 0; i < asked.Length; i++)
            before[asked[i]].CopyTo(values, i * vocabulary);
        return Tensor.From(values, [asked.Length, vocabulary]);
    }
}
