using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Training;

/// <summary>
/// Rows that a model is trained on together. What lies below the first trained weight is computed once; each pass
/// computes the rest, with logits only where a loss reads them.
/// </summary>
internal sealed class TrainingBatch
{
    private const long KeptBytes = 1L << 30; // of states that all steps share

    private readonly TrainingRow[] rows;
    private readonly Batch batch;
    private readonly int[] asked;      // the flat tokens whose logits are read
    private readonly int[] predicting; // for each prediction, its place in asked
    private readonly int[] targets;
    private readonly float[] shares;   // for each prediction, its share in the mean
    private readonly FrozenStates states;

    /// <summary>Computes what every pass shares.</summary>
    /// <param name="model">The model before training.</param>
    /// <param name="modules">The weights to be trained.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="positions">From where positions are counted.</param>
    /// <param name="isTokenMean">Whether the loss is the mean over all predictions, not the mean over rows of each row's mean.</param>
    public TrainingBatch(LanguageModel model, IReadOnlyList<TargetModule> modules, IReadOnlyList<TrainingRow> rows, RowPositions positions = RowPositions.Own, bool isTokenMean = false)
    {
        this.rows = [.. rows];
        batch = Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)row.Tokens)]);
        var flat = rows.SelectMany((row, i) => row.Predictions.Select(prediction => batch.Start(i) + prediction.Position)).ToArray();
        asked = [.. flat.Distinct()];
        var place = asked.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        predicting = Array.ConvertAll(flat, token => place[token]);
        targets = [.. rows.SelectMany(row => row.Predictions.Select(prediction => prediction.Target))];
        shares = [.. rows.SelectMany(row => Enumerable.Repeat(isTokenMean ? 1f / flat.Length : 1f / (rows.Count * row.Predictions.Count), row.Predictions.Count))];
        states = new FrozenStates(model, modules, batch, [.. rows.Select(row => row.Source).OfType<int[]>()], positions);
    }

    /// <summary>The number of rows.</summary>
    public int Rows => rows.Length;

    /// <summary>
    /// Rows in batches, each computed when it is first trained on and kept while there is room; what does not fit is computed
    /// again in each step.
    /// </summary>
    /// <param name="model">The model before training.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="size">The most rows of a batch.</param>
    /// <param name="make">From the rows of a batch to the batch.</param>
    public static List<Func<TrainingBatch>> Split(LanguageModel model, IReadOnlyList<TrainingRow> rows, int size, Func<TrainingRow[], TrainingBatch> make)
    {
        var kept = 0L;
        var batches = new List<Func<TrainingBatch>>();
        foreach (var chunk in rows.Chunk(size))
        {
            kept += chunk.Sum(row => row.Tokens.LongLength) * (model.Architecture.Width + model.Architecture.Hidden) * sizeof(float);
            var lazy = new Lazy<TrainingBatch>(() => make(chunk));
            batches.Add(kept > KeptBytes ? () => make(chunk) : () => lazy.Value);
        }

        return batches;
    }

    /// <summary>The logits of every trained position of a pass [positions, vocabulary].</summary>
    /// <param name="model">The model in training.</param>
    public Tensor Logits(LanguageModel model) => states.Logits(model, asked);

    /// <summary>The mean cross-entropy, a scalar.</summary>
    /// <param name="logits">What <see cref="Logits"/> gave.</param>
    public Tensor Loss(Tensor logits) => Losses(logits).Dot(Tensor.From(shares, [shares.Length]));

    /// <summary>The cross-entropy of every prediction [predictions].</summary>
    public Tensor Losses(Tensor logits) => logits.GatherRows(predicting).CrossEntropyOfRows(targets);

    /// <summary>Whether the most probable token is the trained one everywhere.</summary>
    public bool IsAnswered(Tensor logits)
    {
        var best = logits.ArgMax();
        return predicting.Zip(targets).All(pair => best[pair.First] == pair.Second);
    }
}
