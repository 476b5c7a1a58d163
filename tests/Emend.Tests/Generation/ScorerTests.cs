using Emend.Generation;
using Emend.Tensors.Operations;
using Emend.Tests.Models;

namespace Emend.Tests.Generation;

public class ScorerTests
{
    [Fact]
    public void Score_Gives_What_A_Whole_Pass_Gives()
    {
        var golden = GoldenModel.Open("gpt2");
        var (prompt, other) = (golden.Batch.Row(0).ToArray(), golden.Batch.Row(1).ToArray());
        ScoreQuery[] queries =
        [
            new(prompt[..5], [prompt[5..8], [7], prompt[9..15]]),
            new(other, [[1, 2]]),
            new(prompt, [[3]]),
        ];
        var scored = golden.Model.Score(queries);
        scored.Count.ShouldBe(3);
        for (var query = 0; query < queries.Length; query++)
        {
            for (var i = 0; i < queries[query].Continuations.Count; i++)
                Check(golden.Model, queries[query].Prompt, queries[query].Continuations[i], scored[query][i]);
        }
    }

    [Fact]
    public void Score_Rotates_A_Row_By_Its_Whole_Length()
    {
        var golden = GoldenModel.Open("phi3_longrope"); // LongRoPE: rows of more than 8 tokens are rotated by other angles
        var row = golden.Batch.Row(0).ToArray();
        ScoreQuery[] queries =
        [
            new(row[..6], [row[6..8], row[6..9], [3], row[6..12]]), // to 8, 9, 7 and 12 tokens
            new(row[..8], [[5], row[8..10]]),
            new(row[..10], [row[10..13]]),
        ];
        var scored = golden.Model.Score(queries);
        for (var query = 0; query < queries.Length; query++)
        {
            for (var i = 0; i < queries[query].Continuations.Count; i++)
                Check(golden.Model, queries[query].Prompt, queries[query].Continuations[i], scored[query][i]);
        }
    }

    [Fact]
    public void Score_Gives_Probabilities_That_Sum_To_One()
    {
        var golden = GoldenModel.Open("gpt2");
        var every = Enumerable.Range(0, 200).Select(id => (IReadOnlyList<int>)[id]).ToArray();
        var scored = golden.Model.Score([new ScoreQuery([1, 2, 3], every)])[0];
        scored.Sum(one => one.Probability).ShouldBe(1, 1e-4);
        scored.Count(one => one.IsBest).ShouldBe(1);
    }

    [Fact]
    public void Score_Knows_What_The_Model_Knows()
    {
        var model = LanguageModel.Load("atlas");
        var scored = model.Score("RIA Novosti was written in", " Russian", " Spanish");
        scored[0].Probability.ShouldBeGreaterThan(0.5f);
        scored[0].IsBest.ShouldBeTrue();
        scored[1].IsBest.ShouldBeFalse();
    }

    [Fact]
    public void Score_Refuses_What_It_Cannot_Score()
    {
        var model = GoldenModel.Open("gpt2").Model;
        Message(new ScoreQuery([], [[1]])).ShouldContain("Query 0");
        Message(new ScoreQuery([1], [[]])).ShouldContain("Query 0");
        Message(new ScoreQuery([1], [[200]])).ShouldContain("0 to 199");
        Message(new ScoreQuery([.. new int[60]], [[.. new int[6]]])).ShouldContain("reads at most 64: shorten it");

        string Message(ScoreQuery query) => Should.Throw<ArgumentException>(() => model.Score([query])).Message;
    }

    private static void Check(LanguageModel model, IReadOnlyList<int> prompt, IReadOnlyList<int> ids, Scored scored)
    {
        scored.Ids.ShouldBe(ids);
        var scores = model.Forward(Batch.Single([.. prompt, .. ids])).Logits.LogSoftmax();
        for (var i = 0; i < ids.Count; i++)
        {
            scored.LogProbabilities[i].ShouldBe(scores.Values[((prompt.Count - 1 + i) * scores.Shape.Columns) + ids[i]], 1e-5);
            scored.Best[i].ShouldBe(scores.Rows(prompt.Count - 1 + i, 1).ArgMax()[0]);
        }
    }
}
