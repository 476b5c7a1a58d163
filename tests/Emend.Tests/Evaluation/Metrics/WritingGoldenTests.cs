using System.Text.Json;
using Emend.Evaluation.Metrics.Texts;

namespace Emend.Tests.Evaluation.Metrics;

/// <summary>Against Golden/metrics/fluency (nltk 3.10.4), tfidf (scikit-learn 1.9.1) and counterfact/generation.json (memit).</summary>
public sealed class WritingGoldenTests
{
    private static readonly JsonElement[] Texts = [.. GoldenMetrics.Read("fluency", "tokens.json").EnumerateArray()];

    [Fact]
    public void Words_Are_Nltks()
    {
        foreach (var item in Texts)
        {
            WordTokenizer.Tokenize(item.Text("text")).ShouldBe(item.GetProperty("preserve_line").Texts(), item.Text("text"));
            WordTokenizer.Tokenize(item.GetProperty("sentences").Texts()).ShouldBe(item.GetProperty("by_sentence").Texts(), item.Text("text"));
        }
    }

    [Fact]
    public void Sentences_Are_Untrained_Punkts()
    {
        foreach (var item in Texts)
        {
            SentenceSplitter.Split(item.Text("text")).ShouldBe(item.GetProperty("untrained_punkt_sentences").Texts(), item.Text("text"));
            WordTokenizer.Tokenize(SentenceSplitter.Split(item.Text("text"))).ShouldBe(item.GetProperty("by_untrained_punkt").Texts(), item.Text("text"));
        }
    }

    [Fact]
    public void Entropies_Agree()
    {
        foreach (var item in GoldenMetrics.Read("fluency", "entropy.json").EnumerateArray())
        {
            var entropy = NgramEntropy.Of(item.GetProperty("tokens").Texts());
            entropy.Pairs.ShouldBe(item.Number("h2"), GoldenMetrics.Formula);
            entropy.Triples.ShouldBe(item.Number("h3"), GoldenMetrics.Formula);
            entropy.Mean.ShouldBe(item.Number("mean_of_weighted"), GoldenMetrics.Formula);
            entropy.Sum.ShouldBe(item.Number("sum_of_weighted"), GoldenMetrics.Formula);
        }
    }

    [Fact]
    public void Term_Weights_And_Cosines_Agree()
    {
        var golden = GoldenMetrics.Read("tfidf", "tfidf.json");
        var (documents, queries) = (golden.GetProperty("documents").Texts(), golden.GetProperty("queries").Texts());
        var weights = TermWeights.Fit(documents);
        weights.Terms.ShouldBe(golden.GetProperty("vocabulary").EnumerateObject().OrderBy(term => term.Value.GetInt32()).Select(term => term.Name));
        for (var i = 0; i < weights.Terms.Count; i++)
            weights.InverseFrequencies[i].ShouldBe(golden.GetProperty("idf").Number(weights.Terms[i]), GoldenMetrics.Formula);
        CheckVectors(weights, queries, golden.GetProperty("query_vectors"));
        CheckVectors(weights, documents[..3], golden.GetProperty("document_vectors_first3"));
        CheckCosines(weights, queries, queries, golden.GetProperty("cosine_query_query"));
        CheckCosines(weights, queries, documents, golden.GetProperty("cosine_query_document"));
        new TermWeights(weights.Terms, weights.InverseFrequencies).Cosine(queries[0], documents[1]).ShouldBe(weights.Cosine(queries[0], documents[1]));
        weights.Consistency(["Antonio Negri's", "profession"], ["Antonio Negri's profession"])!.Value.ShouldBe(1, GoldenMetrics.Formula);
    }

    [Fact]
    public void Samples_Are_Memits()
    {
        foreach (var item in GoldenMetrics.Read("counterfact", "generation.json").EnumerateArray())
        {
            var texts = WritingSamples.Of(
                GoldenMetrics.Model(item.Text("model")), item.GetProperty("prompts").Texts(), item.GetProperty("max_out_len").GetInt32(), item.GetProperty("top_k").GetInt32());
            texts.ShouldBe(item.GetProperty("texts").Texts());
        }
    }

    [Fact]
    public void Fluency_Falls_When_A_Text_Repeats_Itself()
    {
        NgramEntropy.Of(["a", "b", "a", "b", "a", "b"]).Pairs.ShouldBe(-(0.6 * Math.Log2(0.6)) - (0.4 * Math.Log2(0.4)), 1e-12);
        NgramEntropy.Of([]).ShouldBe(new NgramEntropy(0, 0));
        NgramEntropy.Fluency(["the the the the the the"]).ShouldBe(0);
        NgramEntropy.Fluency([]).ShouldBe(double.NaN);
    }

    private static void CheckVectors(TermWeights weights, string[] texts, JsonElement expected)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            var vector = weights.Vector(texts[i]);
            vector.Count.ShouldBe(expected[i].EnumerateObject().Count());
            foreach (var (place, weight) in vector)
                weight.ShouldBe(expected[i].Number(weights.Terms[place]), GoldenMetrics.Formula);
        }
    }

    private static void CheckCosines(TermWeights weights, string[] some, string[] others, JsonElement expected)
    {
        for (var i = 0; i < some.Length; i++)
        {
            for (var j = 0; j < others.Length; j++)
            {
                if (expected[i][j].ValueKind == JsonValueKind.Null)
                    weights.Cosine(some[i], others[j]).ShouldBeNull();
                else
                    weights.Cosine(some[i], others[j])!.Value.ShouldBe(expected[i][j].GetDouble(), GoldenMetrics.Formula);
            }
        }
    }
}
