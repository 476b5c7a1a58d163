using Emend.Evaluation.Metrics.Retrieval;
using Emend.Files;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/retrieval: numpy in float64.</summary>
public sealed class RetrievalGoldenTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Ranks_And_Pooling_Agree()
    {
        var (file, golden) = (SafetensorsFile.Open(GoldenMetrics.Path("retrieval", "vectors.safetensors")), GoldenMetrics.Read("retrieval", "ranks.json"));
        var width = file.Entry("facts").Shape[1];
        var index = new VectorIndex([.. file.Tensor("facts").Values.ToArray().Chunk(width)]);
        var queries = file.Tensor("queries").Values.ToArray().Chunk(width).ToArray();
        for (var i = 0; i < queries.Length; i++)
        {
            var cosines = index.Cosines(queries[i]);
            foreach (var (actual, expected) in cosines.Zip(golden.GetProperty("cosine")[i].Numbers()))
                actual.ShouldBe(expected, Tolerance);
            VectorIndex.Best(cosines, 16).ShouldBe(golden.GetProperty("top16_by_cosine")[i].Ids());
            var products = index.Products(queries[i]);
            VectorIndex.Best(products, 16).ShouldBe(golden.GetProperty("top16_by_dot")[i].Ids());
            products.Max().ShouldBe(golden.GetProperty("top1_dot")[i].GetDouble(), Tolerance);
        }

        var (mask, tokens, pooled) = (file.Integers("token_mask"), file.Tensor("token_embeddings").Values.ToArray(), file.Tensor("pooled").Values.ToArray());
        var length = file.Entry("token_mask").Shape[1];
        for (var text = 0; text < 3; text++)
        {
            var mean = VectorIndex.Pool(tokens.AsSpan(text * length * width, length * width), [.. mask.Skip(text * length).Take(length).Select(one => one == 1)]);
            for (var i = 0; i < width; i++)
                mean[i].ShouldBe(pooled[(text * width) + i], (float)Tolerance);
        }
    }
}
