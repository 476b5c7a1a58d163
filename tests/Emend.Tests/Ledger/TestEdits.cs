using Emend.Editing;
using Emend.Tensors;

namespace Emend.Tests.Ledger;

/// <summary>Small edits for tests of the ledger.</summary>
internal static class TestEdits
{
    public const string Hash = "1111111111111111111111111111111111111111111111111111111111111111";

    /// <summary>An edit of some of the weights w0, w1 …, each [3, 2], with values that follow from a seed.</summary>
    public static Edit Make(int seed, params int[] weights)
    {
        var random = new Random(seed);
        Tensor Values(int rows, int columns) => Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)], [rows, columns]);
        return new Edit(
            new EditRecord { Method = "rome", Requests = [new EditRequest("{} is", $"Fact {seed}", "true")] },
            weights.Select(weight => weight % 2 == 0
                ? WeightDelta.LowRank($"w{weight}", Values(3, 1), Values(1, 2))
                : WeightDelta.Full($"w{weight}", Values(3, 2))));
    }

    /// <summary>The bits of a weight after edits.</summary>
    public static float[] Apply(IEnumerable<Edit> edits, string weight, Tensor original) =>
        edits.Aggregate(original, (tensor, edit) => edit[weight]?.ApplyTo(tensor) ?? tensor).ToArray();
}
