using Emend.Tensors.Kernels;
using Emend.Text;

namespace Emend.Pretraining;

/// <summary>The rows of training, epoch after epoch; it can be taken up again where it was left.</summary>
internal sealed class TrainingStream(Corpus corpus, Tokenizer tokenizer, RowPacker packer, int batchRows, ulong seed)
{
    private const int Chunks = 16;

    private RandomStream random = new(seed);
    private List<int[]> rows = [];
    private int next;

    /// <summary>The number of the epoch, from 1; 0 before the first batch.</summary>
    public int Epoch { get; private set; }

    /// <summary>Where the stream is: enough to make the rest again.</summary>
    public TrainingPosition Position { get; private set; }

    /// <summary>The next batch of rows.</summary>
    /// <param name="progress">How far training is, from 0 to 1; decides the mix of a new epoch.</param>
    public IReadOnlyList<int[]> Next(double progress)
    {
        if (next + batchRows > rows.Count)
        {
            Begin(progress);
            if (rows.Count < batchRows)
                throw new InvalidDataException($"An epoch of the world fills {rows.Count} rows, but a batch has {batchRows}: use fewer or shorter rows.");
        }

        var batch = rows.GetRange(next, batchRows);
        next += batchRows;
        Position = Position with { NextRow = next };
        return batch;
    }

    /// <summary>Goes on from a position that an equal stream was in.</summary>
    public void Resume(TrainingPosition position)
    {
        random.State = position.RandomAtEpoch;
        Epoch = position.Epoch - 1;
        Begin(position.ProgressAtEpoch);
        next = position.NextRow;
        Position = position;
    }

    private void Begin(double progress)
    {
        Position = new TrainingPosition(random.State, ++Epoch, progress, 0);
        var documents = corpus.Epoch(random, progress);
        var ids = new IReadOnlyList<int>[documents.Length];
        Threads.Share(Chunks, chunk =>
        {
            for (var i = chunk; i < documents.Length; i += Chunks)
                ids[i] = [.. tokenizer.Encode(documents[i].Text).Ids];
        });
        rows = packer.Pack(ids, random);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
        next = 0;
    }
}
