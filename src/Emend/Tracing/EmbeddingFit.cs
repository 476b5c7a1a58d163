using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Tracing;

/// <summary>How the embeddings of a model's tokens are distributed over text: mean and covariance.</summary>
internal sealed class EmbeddingFit
{
    private const int Texts = 1000; // as many as the reference reads
    private const int TokensTogether = 4096;

    private readonly double[] mean; // [width]
    private readonly Matrix root;   // [width, width], root · rootᵀ is the covariance

    private EmbeddingFit(double[] mean, Matrix root)
    {
        this.mean = mean;
        this.root = root;
    }

    /// <summary>The standard deviation over all elements of the embeddings of subjects, each tokenized alone; divided by count − 1.</summary>
    public static double Deviation(LanguageModel model, IEnumerable<string> subjects)
    {
        double sum = 0, squares = 0;
        long count = 0;
        foreach (var values in Embeddings(model, subjects))
        {
            foreach (var value in values.Values)
            {
                sum += value;
                squares += (double)value * value;
            }

            count += values.Count;
        }

        return count > 1
            ? Math.Sqrt((squares - (sum * sum / count)) / (count - 1))
            : throw new ArgumentException("Noise in standard deviations of subject embeddings needs subjects: name a file of facts, or give the noise as a number.");
    }

    /// <summary>Fits mean and covariance over the tokens of texts.</summary>
    public static EmbeddingFit Of(LanguageModel model, IEnumerable<string> texts)
    {
        var width = model.Architecture.Width;
        var moment = new SecondMoment(width);
        var sum = new double[width];
        foreach (var values in Embeddings(model, texts.Take(Texts)))
        {
            moment.Add(values);
            for (var i = 0; i < values.Values.Length; i++)
                sum[i % width] += values.Values[i];
        }

        if (moment.Count < 2)
            throw new ArgumentException("Noise that is distributed as embeddings are needs text: name a file of text, or give the noise as a number.");
        return Of(moment, sum);
    }

    /// <summary>Turns vectors of the standard normal distribution into vectors of this one, in place.</summary>
    /// <param name="vectors">[count, width].</param>
    public void Transform(double[] vectors)
    {
        var width = mean.Length;
        var result = Matrix.From(vectors, vectors.Length / width, width).Multiply(root, transposeRight: true);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = result.Values[i] + mean[i % width];
    }

    private static EmbeddingFit Of(SecondMoment moment, double[] sum)
    {
        var count = (double)moment.Count;
        var mean = Array.ConvertAll(sum, value => value / count);
        var covariance = moment.Mean();
        for (var row = 0; row < mean.Length; row++)
        {
            for (var column = 0; column < mean.Length; column++)
                covariance[row, column] = (covariance[row, column] - (mean[row] * mean[column])) * count / (count - 1);
        }

        // the columns of the root are the axes of the ellipsoid, the longest first, as a singular value decomposition orders them
        var eigen = SymmetricEigen.Decompose(covariance, inPlace: true);
        var root = new Matrix(mean.Length, mean.Length);
        for (var axis = 0; axis < mean.Length; axis++)
        {
            var from = mean.Length - 1 - axis;
            var length = Math.Sqrt(Math.Max(0, eigen.Values[from]));
            for (var row = 0; row < mean.Length; row++)
                root[row, axis] = eigen.Vectors[from, row] * length;
        }

        return new EmbeddingFit(mean, root);
    }

    /// <summary>The embeddings of texts as they enter the stream, some texts together [tokens, width].</summary>
    private static IEnumerable<Tensor> Embeddings(LanguageModel model, IEnumerable<string> texts)
    {
        var rows = new List<IReadOnlyList<int>>();
        var waiting = 0;
        foreach (var text in texts)
        {
            var ids = model.Tokenizer.Encode(text, special: true).Ids;
            if (ids.Length == 0)
                continue;
            rows.Add(ids.Length <= model.Architecture.Context ? ids : ids[..model.Architecture.Context]);
            waiting += rows[^1].Count;
            if (waiting < TokensTogether)
                continue;
            yield return Embed(model, rows);
            rows.Clear();
            waiting = 0;
        }

        if (rows.Count > 0)
            yield return Embed(model, rows);
    }

    private static Tensor Embed(LanguageModel model, List<IReadOnlyList<int>> rows)
    {
        using var pause = Gradients.Off();
        var hooks = new Hooks().Keep(Site.Embed).StopAfter(Site.Embed);
        return model.Decoder.Forward(new DecoderInput { Tokens = Batch.Of(rows), Hooks = hooks, LogitsAt = [] })[Site.Embed];
    }
}
